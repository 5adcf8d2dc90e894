// Files that cannot be opened: each with a reason and an advice, and left as they were.

import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/store/errors.ts';
import { openBeat } from '../../../src/store/sqlite/beat.ts';
import { migrations } from '../../../src/store/sqlite/migrations.gen.ts';
import { openSqliteStore, type SqliteOptions } from '../../../src/store/sqlite/store.ts';
import { agentA, makeJob } from '../contract/make.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hero-open-'));
});
afterEach(async () => {
  await chmod(dir, 0o700);
  await rm(dir, { recursive: true });
});

function refusal(path: string, options?: SqliteOptions): StoreError {
  try {
    void openSqliteStore(path, options).close();
  } catch (error) {
    if (error instanceof StoreError) {
      expect(error.message).toContain(path);
      expect(error.help).not.toBe('');
      return error;
    }
    throw error;
  }
  throw new Error('it was opened');
}

describe('opening', () => {
  it('makes folders and a file for its owner alone', async () => {
    const path = join(dir, 'deep', 'er', 'jobs.db');
    const store = openSqliteStore(path);
    expect(store.url).toBe(`sqlite:${path}`);
    await store.submit([{ job: makeJob('j1'), trail: {} }]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(`${path}-wal`)).mode & 0o777).toBe(0o600);
    await store.close();
    await store.close();
    expect(await readdir(join(dir, 'deep', 'er'))).toEqual(['jobs.db']);
  });

  it('takes an empty file for a new store', async () => {
    const path = join(dir, 'jobs.db');
    await writeFile(path, '');
    const store = openSqliteStore(path);
    expect(await store.inspect()).toEqual([]);
    await store.close();
  });

  const halfMade = {
    'an empty file': '',
    'no tables yet': 'pragma journal_mode = wal',
    'the first schema': `${migrations[0]}; pragma application_id = 0x6865726f; pragma user_version = 1`,
  };

  it.each(Object.entries(halfMade))('reads what a killed process or an earlier version left: %s', async (_, sql) => {
    const path = join(dir, 'jobs.db');
    const database = new DatabaseSync(path);
    database.exec(sql);
    database.close();
    const store = openSqliteStore(path, { readOnly: true });
    expect(await store.inspect()).toEqual([]);
    expect((await store.stats()).byState).toMatchObject({ created: 0, ok: 0 });
    await store.close();
  });

  it('refuses a text file and leaves it alone', async () => {
    const path = join(dir, 'notes.txt');
    const text = 'these are my notes, and nothing else\n'.repeat(100);
    await writeFile(path, text);
    expect(refusal(path)).toMatchObject({ kind: 'corrupt' });
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await readdir(dir)).toEqual(['notes.txt']);
  });

  it('refuses the database of another program and leaves it alone', async () => {
    const path = join(dir, 'other.db');
    const other = new DatabaseSync(path);
    other.exec('create table contacts(name text)');
    other.close();
    const before = await readFile(path);
    expect(refusal(path)).toMatchObject({ kind: 'corrupt', message: expect.stringContaining('another program') });
    expect(await readFile(path)).toEqual(before);
  });

  it('refuses the file of a newer version and leaves it alone', async () => {
    const path = join(dir, 'jobs.db');
    await openSqliteStore(path).close();
    const newer = new DatabaseSync(path);
    newer.exec(`pragma user_version = ${migrations.length + 1}`);
    newer.close();
    const before = await readFile(path);
    const error = refusal(path);
    expect(error).toMatchObject({ kind: 'newer', message: expect.stringContaining(String(migrations.length + 1)) });
    expect(await readFile(path)).toEqual(before);
  });

  it('says that a damaged file is damaged', async () => {
    const path = join(dir, 'jobs.db');
    const store = openSqliteStore(path);
    await store.submit(Array.from({ length: 500 }, (_, i) => ({ job: makeJob(`j${i}`), trail: {} })));
    await store.close();
    const bytes = await readFile(path);
    bytes.fill(0xff, bytes.length / 2);
    await writeFile(path, bytes);
    const damaged = openSqliteStore(path);
    await expect(damaged.list({ limit: 500 })).rejects.toMatchObject({
      kind: 'corrupt',
      message: expect.stringContaining(path),
    });
    const findings = await damaged.inspect().catch((error: StoreError) => [{ message: error.message }]);
    expect(findings.length).toBeGreaterThan(0);
    await damaged.close();
  });

  it('says that a file cut short is damaged', async () => {
    const path = join(dir, 'jobs.db');
    const store = openSqliteStore(path);
    await store.submit(Array.from({ length: 500 }, (_, i) => ({ job: makeJob(`j${i}`), trail: {} })));
    await store.close();
    await writeFile(path, (await readFile(path)).subarray(0, 4096 * 3 + 100));
    const told = await (async () => {
      const cut = openSqliteStore(path);
      try {
        return await cut.inspect();
      } finally {
        await cut.close();
      }
    })().catch((error: StoreError) => [{ message: error.kind }]);
    expect(told).not.toEqual([]);
  });

  it('refuses a folder in place of the file', async () => {
    const path = join(dir, 'folder');
    await mkdir(path);
    expect(refusal(path)).toMatchObject({ kind: 'unreachable' });
  });

  it('refuses a path that leads through a file', async () => {
    await writeFile(join(dir, 'file'), '');
    expect(refusal(join(dir, 'file', 'jobs.db'))).toMatchObject({ kind: 'unreachable' });
    expect(await readdir(dir)).toEqual(['file']);
  });

  // Nothing is forbidden to root.
  it.skipIf(process.getuid?.() === 0)('refuses a folder it may not write to', async () => {
    await chmod(dir, 0o500);
    expect(refusal(join(dir, 'jobs.db'))).toMatchObject({ kind: 'unreachable' });
    expect(refusal(join(dir, 'sub', 'jobs.db'))).toMatchObject({ kind: 'unreachable' });
    await chmod(dir, 0o700);
    expect(await readdir(dir)).toEqual([]);
  });

  it('refuses a place where nobody can make a file', () => {
    expect(refusal('/proc/herorunner/jobs.db')).toMatchObject({ kind: 'unreachable' });
  });

  it('reads without changing anything', async () => {
    const path = join(dir, 'jobs.db');
    expect(refusal(path, { readOnly: true })).toMatchObject({ kind: 'unreachable' });
    expect(await readdir(dir)).toEqual([]);
    const store = openSqliteStore(path);
    await store.submit([{ job: makeJob('j1'), trail: {} }]);
    const reader = openSqliteStore(path, { readOnly: true });
    expect((await reader.get('j1'))?.job.guid).toBe('j1');
    expect((await reader.stats()).byState.created).toBe(1);
    await expect(reader.cancel('j1', 'no')).rejects.toMatchObject({ kind: 'unreachable' });
    await reader.close();
    await store.close();
  });

  it('renews a session from another connection', async () => {
    const path = join(dir, 'jobs.db');
    const store = openSqliteStore(path);
    const session = { id: 's1', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '1' };
    await store.openSession(session, 1_000);
    const admission = { candidates: [agentA], revision: await store.revision() };
    await store.submit([{ job: makeJob('j1'), trail: {}, admission }]);
    await store.claim({ agent: agentA, session: 's1', lanes: [''], max: 1 });
    await store.cancel('j1', 'stop');
    const far = Date.now() + 3_600_000;
    const beat = openBeat(path, () => far);
    expect(await beat.renew('s1', 5_000)).toEqual([{ guid: 'j1', fence: 1, cancel: 'stop' }]);
    expect((await store.sessions())[0]?.expiresAt).toBe(far + 5_000);
    await store.bury('s1');
    expect(await beat.renew('s1', 5_000)).toBeUndefined();
    beat.close();
    await store.close();
  });

  it('gives other languages the whole record and the events one by one', async () => {
    const path = join(dir, 'jobs.db');
    const store = openSqliteStore(path);
    const job = makeJob('j1', { note: 'ü' });
    Object.assign(job.status, { region: 'eu' });
    await store.submit([{ job, trail: { run: 'r1' } }]);
    await store.cancel('j1', 'no');
    const sql = new DatabaseSync(path, { readOnly: true });
    const json = String(sql.prepare('select json from job_record where guid = ?').get('j1')?.json);
    expect(JSON.parse(json)).toEqual((await store.get('j1'))?.job);
    expect(Object.keys(JSON.parse(json) as object).at(-1)).toBe('status');
    const events = sql.prepare('select seq, guid, body from event order by seq').all();
    expect(events.map(({ seq, guid }) => `${seq} ${guid}`)).toEqual(['1 j1', '2 j1']);
    expect(JSON.parse(String(events[1]?.body))).toMatchObject({ path: ['error'], outcome: 'cancelled' });
    sql.close();
    await store.close();
  });

  it('has its migrations embedded as they are', () => {
    execFileSync(process.execPath, [join(import.meta.dirname, '../../../scripts/gen-sql.ts'), '--check']);
  });
});
