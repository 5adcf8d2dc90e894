// Schedules with real processes: three runners on one store that are killed at random, and each slot is fired once.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/ports.ts';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { type Daemon, daemon, killDaemons } from '../setup/daemon.ts';
import { Workplace } from '../setup/hero.ts';
import { type Redis, startRedis } from '../setup/redis.ts';
import { describeWithRedis } from '../setup/with-redis.ts';

let place: Workplace;
beforeEach(() => {
  place = new Workplace();
});
afterEach(() => {
  killDaemons();
  place.remove();
});

const everySecond = `!!schedule.define name:tick cron:'* * * * * *' tz:Europe/Brussels overlap:allow catchup:all
!!osal.exec cmd:'echo $HERO_JOB $HERO_ATTEMPT >> fired.log'
`;

/** Runs on and on, whatever is killed; `disturb` is done once in the middle. */
async function killAtRandom(runners: Daemon[], ms: number, disturb: () => Promise<void>): Promise<void> {
  const end = performance.now() + ms;
  let undisturbed: typeof disturb | undefined = disturb;
  for (let turn = 0; performance.now() < end; turn += 1) {
    await delay(100 + Math.random() * 500);
    const at = turn % runners.length;
    runners[at]?.child.kill('SIGKILL');
    await runners[at]?.end;
    if (performance.now() > end - ms / 2) {
      await undisturbed?.();
      undisturbed = undefined;
    }
    runners[at] = daemon(place, ['runner']);
  }
}

async function expectEachSlotOnce(open: () => Promise<Store>, disturb: () => Promise<void>): Promise<void> {
  place.write('tick.hero', everySecond);
  const defined = await place.hero(['run', 'tick.hero']);
  expect(defined.stdout).toContain('schedule tick new');
  expect(defined.code).toBe(0);
  await daemon(place, ['agent']).says('agent started');
  const runners = [0, 1, 2].map(() => daemon(place, ['runner']));
  await killAtRandom(runners, 5_000, disturb);
  const store = await open();
  try {
    // The last ones live on, so that what the dead have left is fired.
    const until = await store.now();
    for (;;) {
      const found = await store.schedule('tick');
      if ((found?.state.next ?? 0) > until && found?.state.waiting.length === 0) break;
      await delay(50);
    }
    expect(await store.removeSchedule('tick')).toBe(true);
    let jobs = await store.list({ limit: 1_000 });
    while (jobs.some(({ outcome }) => outcome.outcome === null)) {
      await delay(50);
      jobs = await store.list({ limit: 1_000 });
    }
    const slots = jobs.map(({ outcome }) => slotOf(outcome.run ?? '')).sort((a, b) => a - b);
    const [first = 0] = slots;
    expect(slots).toEqual(slots.map((_, i) => first + i * 1_000));
    expect(slots.length).toBeGreaterThanOrEqual(5);
    expect(slots.at(-1)).toBeGreaterThan(until - 1_000);
    // Each was executed once, and nothing else.
    const fired = readFileSync(join(place.dir, 'fired.log'), 'utf8').trim().split('\n').sort();
    expect(fired).toEqual(jobs.map(({ job }) => `${job.guid} 1`).sort());
    expect(await store.inspect()).toEqual([]);
  } finally {
    await store.close();
  }
}

/** `tick.20261127T020000Z` → epoch milliseconds. */
function slotOf(run: string): number {
  return Date.parse(run.replace(/^tick\.(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

describe('three runners that are killed at random', () => {
  test('on one SQLite file', async () => {
    await expectEachSlotOnce(
      async () => openSqliteStore(place.storePath),
      async () => {},
    );
  }, 40_000);
});

describeWithRedis('three runners that are killed at random', () => {
  let redis: Redis;
  beforeEach(async () => {
    redis = await startRedis({ persistent: true });
    place.env.HERO_STORE = redis.url;
  });
  afterEach(() => redis.stop());

  test('on one Redis, which dies in between too', async () => {
    await expectEachSlotOnce(
      () => openRedisStore(redis.url),
      () => redis.restart(1_500),
    );
  }, 40_000);
});
