// Who no longer follows a run is not told of what it can no longer read.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ElsewhereFollower } from '../../../src/app/run/follow-elsewhere.ts';
import { openSqliteStore } from '../../../src/store/sqlite/store.ts';
import { agentA, makeJob } from '../../store/contract/make.ts';

test('a store that is closed while the last lines are read', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hero-test-'));
  const store = openSqliteStore(join(dir, 'jobs.db'));
  const told: unknown[] = [];
  let asked = () => {};
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const slow = {
    subscribe: store.subscribe,
    get: store.get,
    async logs(...args: Parameters<typeof store.logs>) {
      asked();
      await left;
      return store.logs(...args);
    },
  };
  const follower = new ElsewhereFollower(slow, undefined, {
    isOurs: ({ run }) => run === 'r',
    onLog: () => {},
    onProgress: () => {},
    onError: (error) => told.push(error),
  });
  const leave = follower.subscribe(() => {});
  const left = isAsked.then(async () => {
    leave();
    await store.close();
  });
  const session = { id: 's', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '1' };
  await store.openSession(session, 60_000);
  const admission = { candidates: [agentA], revision: await store.revision() };
  await store.submit([{ job: makeJob('j'), trail: { run: 'r' }, admission }]);
  const [claim] = await store.claim({ agent: agentA, session: 's', lanes: [''], max: 1 });
  await store.exchange([{ guid: 'j', fence: claim?.fence ?? 0, ok: true, result: null }], {
    agent: agentA,
    session: 's',
    lanes: [''],
    max: 0,
  });
  await left;
  // What would be told is told by then.
  await delay(20);
  expect(told).toEqual([]);
  rmSync(dir, { recursive: true });
});
