// Properties, tried with inputs that are made up. In the suite these are the same each time, so that red means a change
// and never bad luck; `scripts/fuzz` makes other ones for as long as it is told.

import fc from 'fast-check';
import { expect } from 'vitest';
import { seeded } from './random.ts';

/** Also to try a counterexample again: the seed and the path that its report has. */
const { HERO_SEED = '1', HERO_PATH, HERO_FUZZ_SECONDS } = process.env;
/** What `scripts/fuzz` gives each property; undefined in the suite. */
export const fuzzSeconds = HERO_FUZZ_SECONDS === undefined ? undefined : Number(HERO_FUZZ_SECONDS);
const fixed = { seed: Number(HERO_SEED), ...(HERO_PATH === undefined ? {} : { path: HERO_PATH }) };

interface Tried {
  numRuns?: number;
  // biome-ignore lint/suspicious/noExplicitAny: of the type of the property, as in fast-check
  examples?: any[];
}

export function holds<T>(property: fc.IProperty<T>, tried?: Tried): void;
export function holds<T>(property: fc.IAsyncProperty<T>, tried?: Tried): Promise<void>;
export function holds<T>(property: fc.IRawProperty<T>, tried: Tried = {}): Promise<void> | void {
  if (fuzzSeconds === undefined) return fc.assert(property, { ...tried, ...fixed });
  const rounds = freshRounds(fuzzSeconds, tried);
  if (property.isAsync()) return tryAsync(property, rounds);
  for (const round of rounds) fc.assert(property, round);
}

async function tryAsync<T>(property: fc.IRawProperty<T>, rounds: Iterable<fc.Parameters<T>>): Promise<void> {
  for (const round of rounds) await fc.assert(property, round);
}

/** As many runs as in the suite, again and again until the time is over. */
function* freshRounds(seconds: number, tried: Tried): Generator<Tried & { seed: number }> {
  const random = seeded(fixed.seed);
  const end = performance.now() + seconds * 1000;
  let rounds = 0;
  for (; rounds === 0 || performance.now() < end; rounds += 1) {
    yield { ...tried, seed: Math.floor(random() * 2 ** 31) };
  }
  console.log(`held for ${rounds} × ${tried.numRuns ?? 100}: ${expect.getState().currentTestName}`);
}
