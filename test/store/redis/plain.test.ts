// A job that is taken and ended alone goes a shorter way on Redis. What comes of it is what comes of the long way, to the
// byte: the same histories, on a server whose functions have the short way and on one where it is closed.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { Connection } from '../../../src/store/redis/connect.ts';
import { storeLibrary } from '../../../src/store/redis/library-source.ts';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { type Redis, startRedis } from '../../setup/redis.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { Bench, ManualClock } from '../contract/harness.ts';
import { assertHistories, historiesTimeoutMs } from '../model/assert-histories.ts';
import { playAll } from '../model/play-all.ts';
import { options } from '../model/side-by-side.ts';

/** All that lies under a prefix, of the core its numbers: when agents were numbered is not by the manual clock. */
const contents = `local all, prefix = {}, ARGV[1]
  local read = {
    string = function(key) return { redis.call('GET', key) } end,
    list = function(key) return redis.call('LRANGE', key, 0, -1) end,
    zset = function(key) return redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end,
    stream = function(key) return { cjson.encode(redis.call('XRANGE', key, '-', '+')) } end,
    set = function(key)
      local list = redis.call('SMEMBERS', key)
      table.sort(list)
      return list
    end,
    hash = function(key)
      local list, flat = {}, redis.call('HGETALL', key)
      for i = 1, #flat, 2 do
        local value = flat[i + 1]
        if flat[i] == 'core' then value = string.sub(value, 1, 88) end
        list[#list + 1] = flat[i] .. ' ' .. value
      end
      table.sort(list)
      return list
    end,
  }
  for _, key in ipairs(redis.call('KEYS', '*' .. prefix .. ':*')) do
    for _, value in ipairs(read[redis.call('TYPE', key).ok](key)) do
      all[#all + 1] = key .. ' ' .. string.gsub(value, '[^ -~]', function(sign) return string.format('%%%02x', string.byte(sign)) end)
    end
  end
  table.sort(all)
  return all`;

describeWithRedis('the short way of a single job', () => {
  let short: Redis;
  let long: Redis;
  let stores = 0;
  beforeAll(async () => {
    [short, long] = await Promise.all([startRedis(), startRedis()]);
    const source = storeLibrary.source.replaceAll(
      /^function (take|end)Plain\(.*\)$/gm,
      '$& if true then return false end',
    );
    expect(source.length).toBe(storeLibrary.source.length + 2 * ' if true then return false end'.length);
    const connection = await Connection.open(long.url, {
      library: { ...storeLibrary, build: storeLibrary.build + 1, source },
    });
    connection.close();
  });
  afterAll(async () => {
    await Promise.all([short.stop(), long.stop()]);
  });

  async function openBench(redis: Redis, prefix: string): Promise<Bench> {
    const clock = new ManualClock();
    const open = () => openRedisStore(`${redis.url}?prefix=${prefix}`, { ...options, clock });
    let store = await open();
    const reopen = async () => {
      await store.close();
      store = await open();
      return store;
    };
    return new Bench({ store, clock, reopen, destroy: () => store.close() });
  }

  async function contentsOf(redis: Redis, prefix: string): Promise<unknown> {
    return JSON.parse(await redis.cli('--json', 'eval', contents, '0', prefix));
  }

  test(
    'leaves what the long way leaves',
    () =>
      assertHistories(10, async (played) => {
        const prefix = `s${stores++}`;
        const benches = await Promise.all([openBench(short, prefix), openBench(long, prefix)]);
        try {
          await playAll(played, benches);
          const [ours, theirs] = await Promise.all([contentsOf(short, prefix), contentsOf(long, prefix)]);
          expect(ours).toEqual(theirs);
        } finally {
          for (const { opened } of benches) await opened.destroy();
        }
      }),
    historiesTimeoutMs,
  );
});
