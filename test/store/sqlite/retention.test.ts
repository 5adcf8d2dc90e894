// What is over leaves nothing behind in the file, or it would grow for ever.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../../src/store/ports.ts';
import { openSqliteStore } from '../../../src/store/sqlite/store.ts';
import { agentA, makeJob, needs } from '../contract/make.ts';

let dir = '';
let store: Store;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hero-retention-'));
  store = openSqliteStore(join(dir, 'jobs.db'), { retention: { events: 10 } });
});
afterEach(async () => {
  await store.close();
  await rm(dir, { recursive: true });
});

/** Rows of each of these tables. */
function rowsOf(...tables: string[]): Record<string, unknown> {
  const file = new DatabaseSync(join(dir, 'jobs.db'), { readOnly: true });
  const count = (table: string) => file.prepare(`select count(*) as n from ${table}`).get()?.n;
  const counts = Object.fromEntries(tables.map((table) => [table, count(table)]));
  file.close();
  return counts;
}

test('no row of a job that was removed', async () => {
  const session = { id: 's', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '' };
  await store.openSession(session, 60_000);
  const admission = { candidates: [agentA], revision: await store.revision() };
  const chain = [makeJob('j1', { retry: 1 }), makeJob('j2', needs('j1'))];
  await store.submit(chain.map((job) => ({ job, trail: {}, admission })));
  const claim = { agent: agentA, session: 's', lanes: [''], max: 9 };
  for (const ok of [false, true, true]) {
    const [taken] = await store.claim(claim);
    const ref = { guid: taken?.job.guid ?? '', fence: taken?.fence ?? 0 };
    const lines = [{ stream: 'log' as const, text: 'x', at: 1 }];
    const report = { ...ref, lines, progress: { percent: 1, message: '' } };
    await store.exchange([{ ...ref, ok, retry: { afterMs: 0 } }], undefined, [report]);
  }
  const tables = ['job', 'spec', 'dependency', 'attempt', 'log', 'progress'];
  expect(rowsOf(...tables)).toEqual({ job: 2, spec: 2, dependency: 1, attempt: 1, log: 3, progress: 2 });
  // The one that was needed goes first.
  expect(await store.prune(['ok'], await store.now(), 1)).toBe(1);
  expect(rowsOf('dependency')).toEqual({ dependency: 0 });
  expect(await store.prune(['ok'], await store.now(), 9)).toBe(1);
  expect(rowsOf(...tables)).toEqual({ job: 0, spec: 0, dependency: 0, attempt: 0, log: 0, progress: 0 });
});

test('no more events than it is to keep, or one', async () => {
  for (let i = 0; i < 30; i += 1) await store.submit([{ job: makeJob(`j${i}`), trail: {} }]);
  expect(rowsOf('event_batch')).toEqual({ event_batch: 30 });
  await store.sweep(25);
  expect(rowsOf('event_batch')).toEqual({ event_batch: 11 });
});
