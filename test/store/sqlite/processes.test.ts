// Several processes on one file.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBeat } from '../../../src/store/sqlite/beat.ts';
import { openSqliteStore } from '../../../src/store/sqlite/store.ts';
import { makeJob } from '../contract/make.ts';
import { killWorkers, processContract, startWorker } from '../contract/processes.ts';

let dir = '';
let path = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hero-processes-'));
  path = join(dir, 'jobs.db');
});
afterEach(async () => {
  killWorkers();
  await rm(dir, { recursive: true });
});

processContract(
  () => `sqlite:${path}`,
  async () => openSqliteStore(path),
);

describe('several processes on one file', () => {
  it('get their turn beside one that writes without a pause', async () => {
    const busy = startWorker(`sqlite:${path}`, 'churn', 'busy');
    expect(await busy.line()).toBe('ready');
    expect(await busy.line()).toBe('busy');
    const store = openSqliteStore(path);
    const beat = openBeat(path);
    for (let i = 0; i < 20; i++) {
      expect(await store.submit([{ job: makeJob(`mine-${i}`), trail: {} }])).toMatchObject({ ok: true });
      expect(await beat.renew('busy', 60_000)).toBeDefined();
    }
    beat.close();
    await busy.kill();
    expect(await store.get('mine-19')).toBeDefined();
    await store.close();
  });
});
