// Sessions on Redis: processes of agents with their leases, and the runs that nobody follows any more.

import type { OrphanRun, Session, SessionStore } from '../../parts/sessions.ts';
import { toHeld } from '../answers.ts';
import type { Core } from '../core.ts';
import { type Functions, pieceSize } from '../functions.ts';

export function sessionStore(core: Core): SessionStore {
  const { connection, functions, own } = core;
  return {
    async openSession({ id, agent, ...about }, leaseMs) {
      await functions.tell('hr_hello', id, agent, leaseMs, JSON.stringify(about));
    },

    async beat(session, leaseMs) {
      return toHeld((await functions.tell('hr_beat', session, leaseMs)) as 'gone' | (string | number)[]);
    },

    async closeSession(session) {
      while (Number(await functions.tell('hr_bye', session)) === pieceSize);
    },

    async bury(session) {
      let lost = 0;
      for (;;) {
        const piece = Number(await functions.tell('hr_bury', session));
        lost += piece;
        if (piece < pieceSize) return lost;
      }
    },

    sessions: () => sessions(core),

    held: () => held(core),

    async setDraining(agent, on) {
      if (!on) {
        await functions.act('hr_undrain', agent);
        return;
      }
      let cursor = '';
      do cursor = String(await functions.act('hr_drain', agent, cursor));
      while (cursor !== '');
    },

    async abandon(agent) {
      let cursor = '';
      do cursor = String(await functions.tell('hr_abandon', agent, cursor));
      while (cursor !== '');
    },

    async draining() {
      return ((await connection.send('SMEMBERS', `${own}draining`)) as string[]).sort();
    },

    orphanRuns: (workspace) => orphanRuns(functions, workspace),
  };
}

async function sessions({ connection, own }: Core): Promise<Session[]> {
  const [texts, leases] = await Promise.all([
    connection.send('HVALS', `${own}sessions`),
    connection.send('ZRANGE', `${own}leases`, 0, -1, 'WITHSCORES'),
  ]);
  const ends = new Map<string, number>();
  const pairs = leases as string[];
  for (let i = 0; i < pairs.length; i += 2) ends.set(pairs[i] ?? '', Number(pairs[i + 1]));
  return (texts as string[])
    .map((text) => JSON.parse(text) as Omit<Session, 'expiresAt'>)
    .map((session) => ({ ...session, expiresAt: ends.get(session.id) ?? 0 }))
    .sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
}

async function held(core: Core): Promise<Map<string, number>> {
  const { connection, own } = core;
  const counts = new Map<string, number>();
  const adding = (await sessions(core)).map(async ({ id, agent }) => {
    const jobs = Number(await connection.send('SCARD', `${own}held:${id}`));
    if (jobs > 0) counts.set(agent, (counts.get(agent) ?? 0) + jobs);
  });
  await Promise.all(adding);
  return counts;
}

async function orphanRuns(functions: Functions, workspace: string): Promise<OrphanRun[]> {
  const pairs = (await functions.read('hr_orphans', workspace)) as string[];
  const runs = new Map<string, { lanes: string[]; open: [id: number, guid: string][] }>();
  for (let i = 0; i < pairs.length; i += 2) {
    const [lane = '', run = ''] = pairs.slice(i, i + 2);
    const orphan = runs.get(run) ?? { lanes: [], open: [] };
    runs.set(run, orphan);
    orphan.lanes.push(lane);
    orphan.open.push(...(await openOf(functions, run, lane)));
  }
  return [...runs]
    .map(([run, { lanes, open }]) => ({ run, lanes, open: open.sort(([a], [b]) => a - b) }))
    .sort((a, b) => (a.open[0]?.[0] ?? 0) - (b.open[0]?.[0] ?? 0))
    .map(({ run, lanes, open }) => ({ run, lanes, open: open.map(([, guid]) => guid) }));
}

async function openOf(functions: Functions, run: string, lane: string): Promise<[id: number, guid: string][]> {
  const open: [number, string][] = [];
  let cursor = '';
  do {
    const answer = (await functions.read('hr_run_open', run, lane, cursor)) as (string | number)[];
    cursor = String(answer[0]);
    for (let i = 1; i < answer.length; i += 2) open.push([Number(answer[i]), String(answer[i + 1])]);
  } while (cursor !== '');
  return open;
}
