// Views on Redis: jobs and their records by hr_get and hr_list, log lines from a stream for each job.

import type { JobView } from '../../../records/outcome.ts';
import type { JobWait } from '../../../records/wait.ts';
import { type JobState, jobStates } from '../../../records/words.ts';
import type { EndedJob, JobFilter, ViewStore } from '../../parts/views.ts';
import { unlessSpoilt } from '../../spoilt.ts';
import { countersOf, type OutcomeCounts, toLine, toView } from '../answers.ts';
import type { Core } from '../core.ts';
import { type Functions, pieceSize } from '../functions.ts';
import { findStray } from '../stray.ts';
import { room } from './limits.ts';

/** Guids that a search looks at together. */
const searchStep = 1_000;

export function viewStore(core: Core): ViewStore {
  const { connection, functions, own } = core;
  return {
    async get(guid) {
      const [record, outcome] = (await functions.read('hr_get', guid)) as string[];
      return record === undefined || outcome === undefined ? undefined : unlessSpoilt(() => toView(record, outcome));
    },

    findGuids: (part, limit) => findGuids(core, part, limit),

    stray: (guid) => findStray(core, guid),

    list: (filter) => list(functions, filter),

    async ended(since, limit) {
      const states = (['ok', 'error'] as const).map((state) => endedAs(functions, state, since, limit));
      const jobs = (await Promise.all(states)).flat();
      return jobs.sort((a, b) => b.endedMs - a.endedMs).slice(0, limit);
    },

    async open(guids) {
      const open: string[] = [];
      for (let at = 0; at < guids.length; at += pieceSize) {
        const piece = guids.slice(at, at + pieceSize);
        open.push(...((await functions.read('hr_open', ...piece)) as string[]));
      }
      return open;
    },

    async logs(guid, after, limit) {
      if (limit <= 0) return [];
      const entries = await connection.send('XRANGE', `${own}log:${guid}`, after + 1, '+', 'COUNT', limit);
      return (entries as [string, string[]][]).map(toLine);
    },

    async stats() {
      const [counters, sessions, inUse] = await Promise.all([
        functions.read('hr_counters'),
        connection.send('ZCARD', `${own}leases`),
        room(functions),
      ]);
      const none = Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<JobState, number>;
      return {
        byState: { ...none, ...countersOf('state', counters as string[]) },
        byOutcome: countersOf('outcome', counters as string[]) as OutcomeCounts,
        sessions: Number(sessions),
        ...inUse,
      };
    },

    async why(guid) {
      const text = (await functions.read('hr_why', guid)) as string | null;
      return text === null ? undefined : (JSON.parse(text) as JobWait);
    },
  };
}

async function findGuids({ connection, own }: Core, part: string, limit: number): Promise<string[]> {
  const found = new Set<string>();
  const pattern = part.replace(/[\\*?[\]]/g, '\\$&');
  let cursor = '0';
  do {
    const answer = await connection.send('HSCAN', `${own}s`, cursor, 'MATCH', `*${pattern}*`, 'COUNT', searchStep);
    const [next, list] = answer as [string, string[]];
    for (let i = 0; i < list.length; i += 2) {
      const guid = list[i] ?? '';
      if (guid.startsWith(part) || guid.endsWith(part)) found.add(guid);
    }
    cursor = next;
  } while (cursor !== '0' && found.size < searchStep);
  const order = (guid: string) => (guid === part ? 0 : 1);
  return [...found].sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1)).slice(0, limit);
}

async function list(functions: Functions, filter: JobFilter): Promise<JobView[]> {
  const { states, run = '', actor = '', lanes, limit, before = '' } = filter;
  // To the function an empty one means any; no job has such a run or actor.
  if (filter.run === '' || filter.actor === '') return [];
  const views: JobView[] = [];
  const json = (value: unknown) => (value === undefined ? '' : JSON.stringify(value));
  let cursor = '';
  do {
    const args = [limit - views.length, cursor, before, json(states), json(lanes), run, actor];
    const answer = (await functions.read('hr_list', ...args)) as string[];
    cursor = answer[0] ?? '';
    for (let i = 1; i + 1 < answer.length; i += 2) {
      const view = unlessSpoilt(() => toView(answer[i] ?? '', answer[i + 1] ?? ''));
      if (view !== undefined) views.push(view);
    }
  } while (cursor !== '' && views.length < limit);
  return views.slice(0, limit);
}

async function endedAs(
  functions: Functions,
  state: EndedJob['state'],
  since: number,
  limit: number,
): Promise<EndedJob[]> {
  const jobs = new Map<string, EndedJob>();
  let cursor = '0';
  do {
    const [next = '', ...list] = (await functions.read('hr_ended', state, since, cursor)) as string[];
    for (let i = 0; i + 3 < list.length; i += 4) {
      const [number = '', ignored, started, ended] = list.slice(i, i + 4);
      const startedMs = started === '' ? null : Number(started);
      jobs.set(number, { state, ignored: ignored === '1', startedMs, endedMs: Number(ended) });
    }
    cursor = next;
  } while (cursor !== '' && jobs.size < limit);
  return [...jobs.values()];
}
