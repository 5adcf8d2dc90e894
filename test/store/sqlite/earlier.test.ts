// A file of the version before limits, with jobs that wait: they have sources, keep their order, and are limited.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { jobSpecJson } from '../../../src/records/job-json.ts';
import { migrations } from '../../../src/store/sqlite/migrations.gen.ts';
import { openSqliteStore } from '../../../src/store/sqlite/store.ts';
import { agentA, makeJob } from '../contract/make.ts';

const ann = '1'.repeat(64);
const bob = '2'.repeat(64);
const before = 2;

it('takes over the jobs of an earlier version', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'hero-earlier-'));
  const path = join(dir, 'jobs.db');
  try {
    const file = new DatabaseSync(path);
    for (const sql of migrations.slice(0, before)) file.exec(sql);
    file.exec(`pragma application_id = ${0x6865_726f}; pragma user_version = ${before}`);
    const insert = file.prepare(`insert into job(guid, lane, priority, actor, created, start, created_ms, named, retry,
        schedule_ms, timeout_ms, ignore_error, state, inbox, agent, candidates, revision, unmet, not_before, due,
        scheduled_ms)
      values (?, '', 5, 'vm_manager', 1, 0, 1, 1, 0, 60000, 3600000, 0, 'scheduled', ?, ?, ?, 1, 0, 0, 1e14, 1)`);
    for (const guid of ['a0', 'a1', 'a2', 'a3']) {
      const { lastInsertRowid } = insert.run(guid, agentA, agentA, JSON.stringify([agentA]));
      const json = jobSpecJson(makeJob(guid, { source: ann }));
      file.prepare('insert into spec(job, json) values (?, ?)').run(lastInsertRowid, json);
    }
    file.close();

    const store = openSqliteStore(path);
    expect(await store.inspect()).toEqual([]);
    await store.openSession(
      { id: 's1', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '1' },
      60_000,
    );
    const admission = { candidates: [agentA], revision: await store.revision() };
    const submit = (guid: string, source: string) =>
      store.submit([{ job: makeJob(guid, { source }), trail: {}, admission }]);
    await submit('b0', bob);
    await submit('a4', ann);
    await store.setLimit({ kind: 'source', name: ann, max: 3 });
    const claims = await store.claim({ agent: agentA, session: 's1', lanes: [''], max: 9 });
    expect(claims.map(({ job }) => job.guid).filter((guid) => guid !== 'b0')).toEqual(['a0', 'a1', 'a2']);
    expect(claims.length).toBe(4);
    expect(await store.limits()).toMatchObject([{ used: 3, waiting: 2 }]);
    await store.close();
  } finally {
    await rm(dir, { recursive: true });
  }
});
