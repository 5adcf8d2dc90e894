// `hero run` while its store is away for a while.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Workplace } from '../setup/hero.ts';
import { placeOnRedis } from '../setup/place-on-redis.ts';
import type { Redis } from '../setup/redis.ts';
import { describeWithRedis } from '../setup/with-redis.ts';

let place: Workplace;
let redis: Redis;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ place, redis, remove } = await placeOnRedis());
});
afterEach(() => remove());

describeWithRedis('a run whose store is away', () => {
  test('says so, and that it is back, and goes on', async () => {
    const begun = join(place.dir, 'begun');
    place.write('x.hero', `!!osal.exec cmd:'touch ${begun}; sleep 3'\n!!core.echo text:'and on'\n`);
    const run = place.hero(['run', '--local', 'x.hero']);
    await expect.poll(() => existsSync(begun)).toBe(true);
    redis.signal('SIGSTOP');
    await delay(6_000);
    redis.signal('SIGCONT');
    const { code, stdout, stderr } = await run;
    const all = stdout + stderr;
    expect(all).toMatch(/warning\[HS0701\]: redis:\S+ does not answer; it is waited for, a minute at most\n/);
    expect(all).toMatch(/info\[HS0701\]: redis:\S+ is back after \d+ s\n/);
    expect(all).toContain('and on');
    expect(code).toBe(0);
  });
});
