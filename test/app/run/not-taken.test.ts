// Jobs that nobody takes are told of when the store's clock says that it has lasted.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/app/events.ts';
import { tellWhatNobodyTakes } from '../../../src/app/run/not-taken.ts';
import { openSqliteStore } from '../../../src/store/sqlite/store.ts';
import { until } from '../../setup/until.ts';
import { ManualClock } from '../../store/contract/harness.ts';
import { agentA, makeJob } from '../../store/contract/make.ts';

test('by a clock that is years ahead of this machine', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hero-test-'));
  const clock = new ManualClock();
  const store = openSqliteStore(join(dir, 'jobs.db'), { clock });
  const admission = { candidates: [agentA], revision: await store.revision() };
  await store.submit([{ job: makeJob('j'), trail: { run: 'r', label: 'greet' }, admission }]);
  const told: RunEvent[] = [];
  let looks = 0;
  const list: typeof store.list = (filter) => {
    looks += 1;
    return store.list(filter);
  };
  const end = tellWhatNobodyTakes({ ...store, list }, 'r', (event) => told.push(event), String);
  try {
    await until('it has looked', () => looks > 0);
    expect(told).toEqual([]);
    clock.advance(6_000);
    const [event] = await until('it is told', () => told.length > 0 && told);
    const message = expect.stringMatching(/^nobody has taken greet yet: in the inbox of agent a/);
    expect(event).toMatchObject({ diagnostic: { code: 'HS0304', message } });
  } finally {
    end();
    await store.close();
    rmSync(dir, { recursive: true });
  }
});
