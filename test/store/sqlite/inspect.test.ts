// Every invariant is one that `inspect` really sees broken.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newScheduleState } from '../../../src/records/schedule.ts';
import type { Store } from '../../../src/store/ports.ts';
import { openSqliteStore } from '../../../src/store/sqlite/store.ts';
import { agentA, makeJob, needs } from '../contract/make.ts';
import { makeSchedule } from '../contract/schedules.ts';

let dir = '';
let store: Store;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hero-inspect-'));
  store = openSqliteStore(join(dir, 'jobs.db'));
  const session = { id: 's1', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '1' };
  await store.openSession(session, 60_000);
  await store.putGroup({ guid: 'g1', name: '', description: '', members: [] });
  const state = newScheduleState(1);
  await store.changeSchedule({ name: 'nightly', expected: 0, schedule: makeSchedule('nightly'), state, batch: [] });
  const admission = { candidates: [agentA], revision: await store.revision() };
  const guids = ['done', 'running', 'waiting'];
  await store.submit(guids.map((guid) => ({ job: makeJob(guid), trail: {}, admission })));
  await store.submit([{ job: makeJob('behind', needs('waiting')), trail: {}, admission }]);
  const claims = await store.claim({ agent: agentA, session: 's1', lanes: [''], max: 2 });
  await store.exchange([{ guid: 'done', fence: claims[0]?.fence ?? 0, ok: true }]);
});
afterEach(async () => {
  await store.close();
  await rm(dir, { recursive: true });
});

describe('inspect', () => {
  it('finds nothing in a store that is sound', async () => {
    expect(await store.inspect()).toEqual([]);
  });

  const damages: Record<string, [sql: string, told: string]> = {
    'an unknown state': [`update job set state = 'lost' where guid = 'waiting'`, 'waiting is in no known state'],
    'an end without a time': [`update job set ended_ms = null where guid = 'done'`, 'done and its end do not fit'],
    'an end without an outcome': [`update job set outcome = null where guid = 'done'`, 'done and its end do not fit'],
    'an ended job in an inbox': [`update job set inbox = 'x' where guid = 'done'`, 'done has ended but'],
    'a running job in an inbox': [`update job set inbox = 'x' where guid = 'running'`, 'running is in an inbox but'],
    'a running job of nobody': [
      `update job set session = null where guid = 'running'`,
      'running is held by no session',
    ],
    'a waiting job that is held': [`update job set session = 's1' where guid = 'waiting'`, 'waiting is held although'],
    'a holder nobody knows': [`delete from session`, 'running is held by a session that is not known'],
    'a limit that is gone': [`update job set parked = 'actor:x' where guid = 'waiting'`, 'waiting is held back by a'],
    'a job that waits for nothing': [
      `update job set inbox = null, due = null where guid = 'waiting'`,
      'waiting waits for nothing',
    ],
    'patience without end': [`update job set due = null where guid = 'waiting'`, 'waiting is in an inbox without'],
    'a run without end': [`update job set due = null where guid = 'running'`, 'running runs without a deadline'],
    'a wrong count': [`update job set unmet = 2 where guid = 'behind'`, 'behind counts its open dependencies wrongly'],
    'a lost dependency': [`delete from dependency`, 'behind counts its open dependencies wrongly'],
    'a lost record': [`delete from spec where label is null and job = 1`, 'done has no record'],
    'a lost record of an open job': [`delete from spec where job = 3`, 'waiting has no record'],
    'a broken record': [`update spec set json = '{"guid' where job = 1`, 'the record of job done is not JSON'],
    'a broken group': [`update groups set json = 'x'`, 'groups g1 is not JSON'],
    'a broken schedule': [`update schedule set json = '{'`, 'schedule nightly is damaged'],
    'a schedule that nobody looks at': [`update schedule set due = null`, 'nightly is not in the list when it is due'],
    'broken events': [`update event_batch set body = '[' where first = 1`, 'the events from 1 on are not JSON'],
  };
  for (const [name, [sql, told]] of Object.entries(damages)) {
    it(`finds ${name}`, async () => {
      const other = new DatabaseSync(join(dir, 'jobs.db'));
      other.exec(sql);
      other.close();
      const findings = await store.inspect();
      expect(findings.map(({ message }) => message).join('\n')).toContain(told);
    });
  }

  it('leaves a schedule that is not JSON where it is, and fires the others', async () => {
    const other = new DatabaseSync(join(dir, 'jobs.db'));
    other.exec(`insert into schedule values ('broken', 9, 1, '{"name":', '{}'), ('odd', 10, 1, '[]', '[]')`);
    other.close();
    expect((await store.dueSchedules(10)).due.map(({ schedule }) => schedule.name)).toEqual(['nightly']);
    expect(await store.schedules()).toHaveLength(1);
    expect(await store.schedule('odd')).toBeUndefined();
    expect(await store.removeSchedule('broken')).toBe(true);
  });

  it('leaves records that are not JSON out of the policy', async () => {
    const other = new DatabaseSync(join(dir, 'jobs.db'));
    other.exec(`insert into groups values ('broken', '{"guid":')`);
    other.close();
    expect((await store.policy()).groups.map(({ guid }) => guid)).toEqual(['g1']);
  });
});

describe('repair', () => {
  it('changes nothing of a store that is sound', async () => {
    expect(await store.repair()).toEqual([]);
  });

  const damages: Record<string, [sql: string, told: string, guid: string, state: string]> = {
    'an ended job in an inbox': [`update job set inbox = 'x' where guid = 'done'`, 'since it has ended', 'done', 'ok'],
    'a holder nobody knows': [`delete from session`, 'from a holder that is not known', 'running', 'scheduled'],
    'a running job of nobody': [
      `update job set session = null where guid = 'running'`,
      'holder',
      'running',
      'scheduled',
    ],
    'a running job in an inbox': [
      `update job set inbox = 'x' where guid = 'running'`,
      'took it out of an inbox',
      'running',
      'running',
    ],
    'a waiting job that is held': [
      `update job set session = 's1' where guid = 'waiting'`,
      'took away its holder',
      'waiting',
      'scheduled',
    ],
    'a job that waits for nothing': [
      `update job set inbox = null, due = null where guid = 'waiting'`,
      'waited for nothing',
      'waiting',
      'scheduled',
    ],
    'patience without end': [
      `update job set due = null where guid = 'waiting'`,
      'gave it a deadline',
      'waiting',
      'scheduled',
    ],
    'a run without end': [
      `update job set due = null where guid = 'running'`,
      'gave it a deadline',
      'running',
      'running',
    ],
    'a wrong count': [`update job set unmet = 2 where guid = 'behind'`, 'open dependencies', 'behind', 'created'],
    'a lost dependency': [`delete from dependency`, 'open dependencies', 'behind', 'scheduled'],
    'a limit that is gone': [
      `update job set parked = 'actor:x' where guid = 'waiting'`,
      'no limit holds it back',
      'waiting',
      'scheduled',
    ],
    'a lost record': [`delete from spec where job = 3`, 'its record was deleted', 'behind', 'error'],
  };
  for (const [name, [sql, told, guid, state]] of Object.entries(damages)) {
    it(`mends ${name}`, async () => {
      const other = new DatabaseSync(join(dir, 'jobs.db'));
      other.exec(sql);
      other.close();
      expect((await store.repair()).join('\n')).toContain(told);
      expect((await store.get(guid))?.job.status.status).toBe(state);
      expect(await store.repair()).toEqual([]);
      if (name !== 'a lost record') expect(await store.inspect()).toEqual([]);
    });
  }
});
