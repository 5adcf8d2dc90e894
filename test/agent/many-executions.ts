// A process that executes many jobs, each with 2,000 characters, and prints by how many bytes old objects grew in each of four
// stretches of 2,000. A process of its own, since others would leave their garbage in the same heap.

import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { executeClaim } from '../../src/agent/execute.ts';
import { Stop } from '../../src/agent/interrupt.ts';
import { plainActor } from '../setup/plain-records.ts';
import { aroundOf, claimOf } from './around.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;

const actor = plainActor('slow', 'go', async () => {});
const around = aroundOf(actor);

async function execute(number: number): Promise<void> {
  const text = String(number).repeat(500);
  const claim = claimOf(actor, { guid: `j${number}`, params: { text } });
  const finish = await executeClaim({ claim, stop: new Stop(), onLine() {}, onProgress() {} }, around);
  if (finish?.ok !== true) throw new Error(`it has not ended well: ${JSON.stringify(finish)}`);
}

/** Bytes of what only a full collection would take away. */
function oldBytes(): number {
  for (let i = 0; i < 3; i += 1) collect({ type: 'minor' });
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space')?.space_used_size ?? 0;
}

async function growth(from: number, count: number): Promise<number> {
  const before = oldBytes();
  for (let i = from; i < from + count; i += 1) {
    await execute(i);
    if (i % 100 === 0) collect({ type: 'minor' });
  }
  return oldBytes() - before;
}

const grown: number[] = [];
for (let stretch = 1; stretch <= 4; stretch += 1) grown.push(await growth(stretch * 2_000, 2_000));
process.stdout.write(JSON.stringify(grown));
