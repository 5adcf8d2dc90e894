// What an execution leaves behind goes with the next collection of young garbage. What goes only with a full one makes
// each collection before that slow.

import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { compilePolicy } from '../../src/acl/policy.ts';
import { toService } from '../../src/actors/catalogue.ts';
import { executeClaim } from '../../src/agent/execute.ts';
import { Stop } from '../../src/agent/interrupt.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { plainActor, plainAgent } from '../setup/plain-records.ts';
import { agentA, asker, makeJob } from '../store/contract/make.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;

const actor = plainActor('slow', 'go', async () => {});
const around = {
  actors: new Map([['slow', actor]]),
  agent: agentA,
  policy: compilePolicy({
    revision: 1,
    agents: [plainAgent(agentA, actor)],
    groups: [],
    services: [toService(actor)],
    revoked: [],
    root: [asker],
  }),
  secrets: [],
  clock: systemClock,
};

async function execute(number: number): Promise<void> {
  const text = String(number).repeat(500);
  const job = makeJob(`j${number}`, { actor: 'slow', action: 'go', params: { text } });
  const claim = { job, fence: 1, state: 'running', attempt: 1, revision: 1, run: null } as const;
  const finish = await executeClaim({ claim, stop: new Stop(), onLine() {}, onProgress() {} }, around);
  expect(finish?.ok).toBe(true);
}

/** Bytes of what only a full collection would take away. */
function oldBytes(): number {
  for (let i = 0; i < 3; i += 1) collect({ type: 'minor' });
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space')?.space_used_size ?? 0;
}

/** By how much it grows in so many executions, each of which has 2,000 characters. */
async function growth(from: number, count: number): Promise<number> {
  const before = oldBytes();
  for (let i = from; i < from + count; i += 1) {
    await execute(i);
    if (i % 100 === 0) collect({ type: 'minor' });
  }
  return oldBytes() - before;
}

test('an execution leaves only young garbage', async () => {
  const grown: number[] = [];
  // What is kept of each shows every time; what V8 makes once, as compiled code, does not.
  for (let stretch = 1; stretch <= 4; stretch += 1) grown.push(await growth(stretch * 2_000, 2_000));
  expect(Math.min(...grown)).toBeLessThan(1_000_000);
});
