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
import { between, seeded } from '../setup/random.ts';
import { type Redis, startRedis } from '../setup/redis.ts';
import { until } from '../setup/until.ts';
import { describeWithRedis } from '../setup/with-redis.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => {
  killDaemons();
  workplace.remove();
});

/** Longer by hand: HERO_SOAK_MS. */
const disturbedMs = Number(process.env.HERO_SOAK_MS ?? 5_000);

const everySecond = `!!schedule.define name:tick cron:'* * * * * *' tz:Europe/Brussels overlap:allow catchup:all
!!osal.exec cmd:'echo $HERO_JOB $HERO_ATTEMPT >> fired.log'
`;

/** Runs on and on, whatever is killed; `disturb` is done once in the middle. */
async function killAtRandom(runners: Daemon[], ms: number, disturb: () => Promise<void>): Promise<void> {
  const random = seeded(1);
  const end = performance.now() + ms;
  let undisturbed: typeof disturb | undefined = disturb;
  for (let turn = 0; performance.now() < end; turn += 1) {
    await delay(between(random, 100, 600));
    const at = turn % runners.length;
    runners[at]?.child.kill('SIGKILL');
    await runners[at]?.end;
    if (performance.now() > end - ms / 2) {
      await undisturbed?.();
      undisturbed = undefined;
    }
    runners[at] = daemon(workplace, ['runner']);
  }
}

/** Removes jobs as soon as they have ended, so that nothing but the schedule knows which slots were fired. */
function forgetJobs(store: Store): () => Promise<void> {
  let isOver = false;
  const done = (async () => {
    while (!isOver) {
      await store.prune(['ok', 'error'], await store.now(), 100).catch(() => 0);
      await delay(20);
    }
  })();
  return () => {
    isOver = true;
    return done;
  };
}

async function expectEachSlotOnce(open: () => Promise<Store>, disturb: () => Promise<void>): Promise<void> {
  workplace.write('tick.hero', everySecond);
  const defined = await workplace.hero(['run', 'tick.hero']);
  expect(defined.stdout).toContain('schedule tick new');
  expect(defined.code).toBe(0);
  await daemon(workplace, ['agent']).says('agent started');
  const store = await open();
  const stop = forgetJobs(store);
  try {
    const runners = [0, 1, 2].map(() => daemon(workplace, ['runner']));
    await killAtRandom(runners, disturbedMs, disturb);
    // The last ones live on, so that what the dead have left is fired.
    const end = await store.now();
    await until('all slots so far are fired', async () => {
      const found = await store.schedule('tick');
      return (found?.state.next ?? 0) > end && found?.state.waiting.length === 0;
    });
    expect(await store.removeSchedule('tick')).toBe(true);
    await until('nothing is left to do', async () => {
      return (await store.list({ states: ['created', 'scheduled', 'planned', 'running'], limit: 1 })).length === 0;
    });
    const fired = readFileSync(join(workplace.dir, 'fired.log'), 'utf8').trim().split('\n');
    const slots = fired.map(slotOf).sort((a, b) => a - b);
    const [first = 0] = slots;
    expect(slots).toEqual(slots.map((_, i) => first + i * 1_000));
    expect(slots.length).toBeGreaterThanOrEqual(5);
    expect(slots.at(-1)).toBeGreaterThan(end - 1_000);
    expect(await store.inspect()).toEqual([]);
  } finally {
    await stop();
    await store.close();
  }
}

/** Guid and attempt, `tick.20261127T020000Z.1 1` → epoch milliseconds. */
function slotOf(line: string): number {
  return Date.parse(line.replace(/^tick\.(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.1 1$/, '$1-$2-$3T$4:$5:$6Z'));
}

describe('three runners that are killed at random', () => {
  test(
    'on one SQLite file',
    async () => {
      await expectEachSlotOnce(
        async () => openSqliteStore(workplace.storePath),
        async () => {},
      );
    },
    40_000 + 2 * disturbedMs,
  );
});

describeWithRedis('three runners that are killed at random', () => {
  let redis: Redis;
  beforeEach(async () => {
    redis = await startRedis({ persistent: true });
    workplace.env.HERO_STORE = redis.url;
  });
  afterEach(() => redis.stop());

  test(
    'on one Redis, which dies in between too',
    async () => {
      await expectEachSlotOnce(
        () => openRedisStore(redis.url),
        () => redis.restart(1_500),
      );
    },
    40_000 + 2 * disturbedMs,
  );
});

test('what a runner does about slots is in its log and its metrics', async () => {
  const script = "!!schedule.define name:tick cron:'* * * * * *' tz:UTC overlap:skip\n!!core.echo text:hi";
  expect((await workplace.hero(['run', '-e', script])).code).toBe(0);
  const runner = daemon(workplace, ['runner', '--http', '127.0.0.1:0']);
  const { http } = await runner.says('runner started');
  expect(await runner.says('slot fired')).toMatchObject({ schedule: 'tick', run: expect.stringMatching(/^tick\./) });
  // There is no agent, so the first job stays open.
  expect(await runner.says('slots are skipped: jobs of an earlier one are open')).toMatchObject({ schedule: 'tick' });
  const metrics = await (await fetch(`${http}/metrics`)).text();
  expect(metrics).toContain('herorunner_slots_fired_total{schedule="tick"} 1\n');
  expect(metrics).toMatch(/^herorunner_slots_skipped_total\{schedule="tick"\} [1-9]/m);
});
