// What somebody has spoilt in the file by hand stops nobody, as on Redis.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../../src/store/ports.ts';
import { openSqliteStore } from '../../../src/store/sqlite/store.ts';
import { agentA, makeJob } from '../contract/make.ts';

let dir = '';
let store: Store;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hero-foreign-'));
  store = openSqliteStore(join(dir, 'jobs.db'));
  await store.openSession(
    { id: 's', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '1' },
    60_000,
  );
  const admission = { candidates: [agentA], revision: await store.revision() };
  await store.submit([
    { job: makeJob('j1'), trail: {} },
    { job: makeJob('j2', { ignore_error_codes: [3] }), trail: {}, admission },
    { job: makeJob('j3'), trail: {}, admission },
  ]);
});
afterEach(async () => {
  await store.close();
  await rm(dir, { recursive: true });
});

function spoil(sql: string): void {
  const other = new DatabaseSync(join(dir, 'jobs.db'));
  other.exec(sql);
  other.close();
}

const claim = () => store.claim({ agent: agentA, session: 's', lanes: [''], max: 9 });

test.each([
  ['a record', `update spec set json = '{"guid":'`],
  ['a status', `update spec set status = '{'`],
])('of %s that is no JSON only the guid is left, and it ends in error', async (_, sql) => {
  spoil(sql);
  expect((await store.undecided(9)).map(({ job }) => [job.guid, job.actor])).toEqual([['j1', '']]);
  const claims = await claim();
  expect(claims.map(({ job }) => [job.guid, job.actor, job.params])).toEqual([
    ['j2', '', {}],
    ['j3', '', {}],
  ]);
  const finishes = claims.map(({ job: { guid }, fence }) => ({ guid, fence, ok: false, outcome: 'denied' as const }));
  expect((await store.exchange(finishes)).answers).toEqual(['accepted', 'accepted']);
  expect(await store.refuse('j1', 'denied', 0, '')).toBe(true);
});

test('members of a record that do not fit are as they would be on Redis', async () => {
  spoil(`update spec set json = json_set(json || '}', '$.params', 5, '$.guid', 'j9', '$.timeout', 'soon')`);
  spoil(`update spec set json = substr(json, 1, length(json) - 1)`);
  expect((await claim()).map(({ job }) => [job.guid, job.params, job.timeout])).toEqual([
    ['j2', {}, 3600],
    ['j3', {}, 3600],
  ]);
});

test('a job whose record is deleted ends when it is claimed, also under a limit', async () => {
  spoil(`delete from spec where job in (1, 2)`);
  expect(await store.undecided(9)).toEqual([]);
  await store.setLimit({ kind: 'agent', name: agentA, max: 5 });
  expect((await claim()).map(({ job }) => job.guid)).toEqual(['j3']);
  expect(await store.why('j2')).toMatchObject({ kind: 'ended', outcome: 'unknown', message: 'its record was deleted' });
});

test('candidates and codes that are no lists count as none', async () => {
  spoil(`update job set candidates = '[', ignore_codes = '7' where guid = 'j2'`);
  expect(await store.why('j2')).toMatchObject({ kind: 'inbox' });
  const [first] = await claim();
  expect(first?.job.guid).toBe('j2');
  await store.exchange([{ guid: 'j2', fence: first?.fence ?? 0, ok: false, code: 3 }]);
  expect((await store.why('j2'))?.kind).toBe('ended');
});
