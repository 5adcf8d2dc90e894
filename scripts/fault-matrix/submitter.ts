// A process that submits families at a steady pace and writes down each that the store has acknowledged.
// Usage: submitter.ts URL DIR NAME SOURCE SEED JOBS JOBS_PER_SECOND

import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from '../../src/store/errors.ts';
import { seeded } from '../../test/setup/random.ts';
import { makeFamily } from './family.ts';
import { batchesFile } from './ledger.ts';
import { openStoreAt } from './open-store.ts';

const [url = '', dir = '', name = '', source = '', seed = '0', jobs = '0', pace = '1'] = process.argv.slice(2);
const random = seeded(Number(seed));
const store = await persist(() => openStoreAt(url));
const file = batchesFile(dir, name);
const began = performance.now();
let count = 0;
for (let i = 0; count < Number(jobs); i += 1) {
  const family = makeFamily(`${name}.${i}`, source, random);
  appendFileSync(file, `try ${family.map(({ guid }) => guid).join(' ')}\n`);
  const answer = await persist(() => store.submit(family.map((job) => ({ job, trail: {} }))));
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.refusals)}`);
  appendFileSync(file, 'ack\n');
  count += family.length;
  await delay(Math.max(0, (count / Number(pace)) * 1000 - (performance.now() - began)));
}
await store.close();

/** Until the store is there. */
async function persist<T>(step: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      await delay(100);
    }
  }
}
