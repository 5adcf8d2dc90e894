// What the machine does by itself: calls of a function that only counts, which take as long as one of ours should at most, are
// sometimes held up too.

import { Redis } from 'ioredis';
import type { BenchRedis } from './redis.ts';

const library = `#!lua name=bench_floor
redis.register_function{ function_name = 'bench_count', flags = { 'no-writes' }, callback = function(_, args)
  local sum = 0
  for i = 1, tonumber(args[1]) do sum = sum + i % 7 end
  return sum
end }`;

/** Calls that are under way at the same time, as those of a store. */
const underway = 4;
const callMs = 0.5;

/** Calls over 5 ms in so many milliseconds of calls, each of which takes half a millisecond where nothing holds it up. */
export async function slowFloorCalls(redis: BenchRedis, totalMs: number): Promise<number> {
  const client = new Redis(redis.port, '127.0.0.1');
  await client.call('FUNCTION', ['LOAD', 'REPLACE', library]);
  const count = (steps: number) => client.call('FCALL', ['bench_count', 0, steps]);
  const timed = async (steps: number) => {
    const began = performance.now();
    await count(steps);
    return performance.now() - began;
  };
  // The fastest of many tells how fast it counts.
  const trials = 100_000;
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 20; i += 1) fastest = Math.min(fastest, await timed(trials));
  const steps = Math.round((trials * callMs) / fastest);
  await redis.slowCalls();
  for (const end = performance.now() + totalMs; performance.now() < end; ) {
    await Promise.all(Array.from({ length: underway }, () => count(steps)));
  }
  client.disconnect();
  return redis.slowCalls();
}
