// Sessions on Redis: processes of agents with their leases, and the runs that nobody follows any more.

import type * as port from '../ports.ts';
import type { Connection } from './connect.ts';
import { type Functions, pieceSize } from './functions.ts';
import { toHeld } from './views.ts';

export class Sessions implements port.SessionStore {
  readonly #connection: Connection;
  readonly #functions: Functions;
  /** Before the names of our own keys. */
  readonly #own: string;

  constructor(connection: Connection, functions: Functions, own: string) {
    this.#connection = connection;
    this.#functions = functions;
    this.#own = own;
  }

  async openSession(session: Omit<port.Session, 'startedAt' | 'expiresAt'>, leaseMs: number): Promise<void> {
    const { id, agent, ...about } = session;
    await this.#functions.act('hr_hello', id, agent, leaseMs, JSON.stringify(about));
  }

  async beat(session: string, leaseMs: number): Promise<port.Held[] | undefined> {
    return toHeld((await this.#functions.act('hr_beat', session, leaseMs)) as 'gone' | (string | number)[]);
  }

  async closeSession(session: string): Promise<void> {
    while (Number(await this.#functions.act('hr_bye', session)) === pieceSize);
  }

  async bury(session: string): Promise<number> {
    let lost = 0;
    for (;;) {
      const piece = Number(await this.#functions.act('hr_bury', session));
      lost += piece;
      if (piece < pieceSize) return lost;
    }
  }

  async sessions(): Promise<port.Session[]> {
    const [texts, leases] = await Promise.all([
      this.#connection.send('HVALS', `${this.#own}sessions`),
      this.#connection.send('ZRANGE', `${this.#own}leases`, 0, -1, 'WITHSCORES'),
    ]);
    const ends = new Map<string, number>();
    const pairs = leases as string[];
    for (let i = 0; i < pairs.length; i += 2) ends.set(pairs[i] ?? '', Number(pairs[i + 1]));
    return (texts as string[])
      .map((text) => JSON.parse(text) as Omit<port.Session, 'expiresAt'>)
      .map((session) => ({ ...session, expiresAt: ends.get(session.id) ?? 0 }))
      .sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  }

  async setDraining(agent: string, on: boolean): Promise<void> {
    if (!on) {
      await this.#functions.act('hr_undrain', agent);
      return;
    }
    let stay = 0;
    while (stay >= 0) stay = Number(await this.#functions.act('hr_drain', agent, stay));
  }

  async draining(): Promise<string[]> {
    return ((await this.#connection.send('SMEMBERS', `${this.#own}draining`)) as string[]).sort();
  }

  async orphanRuns(place: string): Promise<port.OrphanRun[]> {
    const pairs = (await this.#functions.read('hr_orphans', place)) as string[];
    const runs = new Map<string, { lanes: string[]; open: [id: number, guid: string][] }>();
    for (let i = 0; i < pairs.length; i += 2) {
      const [lane = '', run = ''] = pairs.slice(i, i + 2);
      const orphan = runs.get(run) ?? { lanes: [], open: [] };
      runs.set(run, orphan);
      orphan.lanes.push(lane);
      orphan.open.push(...(await this.#openOf(run, lane)));
    }
    return [...runs]
      .map(([run, { lanes, open }]) => ({ run, lanes, open: open.sort(([a], [b]) => a - b) }))
      .sort((a, b) => (a.open[0]?.[0] ?? 0) - (b.open[0]?.[0] ?? 0))
      .map(({ run, lanes, open }) => ({ run, lanes, open: open.map(([, guid]) => guid) }));
  }

  async #openOf(run: string, lane: string): Promise<[id: number, guid: string][]> {
    const open: [number, string][] = [];
    let cursor = '';
    do {
      const answer = (await this.#functions.read('hr_run_open', run, lane, cursor)) as (string | number)[];
      cursor = String(answer[0]);
      for (let i = 1; i < answer.length; i += 2) open.push([Number(answer[i]), String(answer[i + 1])]);
    } while (cursor !== '');
    return open;
  }
}
