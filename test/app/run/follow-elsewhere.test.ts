// Who no longer follows a run is not told of what it can no longer read.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ElsewhereFollower } from '../../../src/app/run/follow-elsewhere.ts';
import type { Store } from '../../../src/store/ports.ts';
import { openSqliteStore } from '../../../src/store/sqlite/store.ts';
import { agentA, makeJob } from '../../store/contract/make.ts';

let dir: string;
let store: Store;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hero-test-'));
  store = openSqliteStore(join(dir, 'jobs.db'));
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

/** What is told of a job with a line that ends, where the follower leaves while it reads that line. */
async function toldAfter(leaving: () => Promise<void>): Promise<unknown[]> {
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
    onLog: (_guid, _stream, text) => told.push(text),
    onProgress: () => told.push('progress'),
    onError: (error) => told.push(error),
  });
  const leave = follower.subscribe((events) => told.push(...events.map(({ path }) => path.at(-1))));
  const left = isAsked.then(() => {
    told.length = 0;
    leave();
    return leaving();
  });
  const session = { id: 's', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '1' };
  await store.openSession(session, 60_000);
  const admission = { candidates: [agentA], revision: await store.revision() };
  await store.submit([{ job: makeJob('j'), trail: { run: 'r' }, admission }]);
  const [claim] = await store.claim({ agent: agentA, session: 's', lanes: [''], max: 1 });
  const fence = claim?.fence ?? 0;
  await store.report([{ guid: 'j', fence, lines: [{ at: 1, stream: 'stdout', text: 'a line' }] }]);
  await store.exchange([{ guid: 'j', fence, ok: true, result: null }], {
    agent: agentA,
    session: 's',
    lanes: [''],
    max: 0,
  });
  await left;
  // What would be told is told by then.
  await delay(20);
  return told;
}

test('a store that is closed while the last lines are read', async () => {
  expect(await toldAfter(() => store.close())).toEqual([]);
});

test('what was asked for before is not told any more', async () => {
  expect(await toldAfter(async () => {})).toEqual([]);
});
