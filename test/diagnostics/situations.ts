// The problems that take more than a few lines to get into, made for real: who makes them, and who has got rid of them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { DiagnosticCode } from '../../src/diagnostics/codes.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import type { Workplace } from '../setup/hero.ts';
import { startOldRedis } from '../setup/old-redis.ts';
import { type Redis, type RedisOptions, startRedis, stopSaving } from '../setup/redis.ts';
import { withoutNames } from './example-place.ts';

export interface Made {
  /** Whether it takes a redis-server. */
  redis: boolean;
  /** Gets into the problem, and returns what is told; with `solved` the problem is not there. */
  tell(workplace: Workplace, solved: boolean): Promise<string>;
}

const script = '!!core.echo text:hello';

async function run(workplace: Workplace, ...options: string[]): Promise<string> {
  const { stderr } = await workplace.hero(['run', ...options, '-e', script]);
  return withoutNames(workplace, stderr)
    .replace(/\b127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replace(/\b[0-9a-f]{4}…[0-9a-f]{4}\b/g, 'KEY');
}

/** The login is left out of the address of the bad one, which `spoil` makes worse. */
function onRedis(
  bad: RedisOptions,
  good: RedisOptions,
  spoil?: (redis: Redis) => Promise<unknown>,
  settings = { bad: '', good: '' },
): Made {
  return {
    redis: true,
    async tell(workplace, solved) {
      const redis = await startRedis(solved ? good : bad);
      try {
        if (!solved) await spoil?.(redis);
        const url = solved ? redis.url + settings.good : redis.url.replace(/\/\/.*@/, '//') + settings.bad;
        return await run(workplace, '--local', '--store', url);
      } finally {
        await redis.stop();
      }
    },
  };
}

/** Of a version that is no longer to be had, so one that only says so stands in for it. */
const onOldRedis: Made = {
  redis: true,
  async tell(workplace, solved) {
    const redis = solved ? await startRedis() : await startOldRedis('5.0.14');
    try {
      return await run(workplace, '--local', '--store', redis.url);
    } finally {
      await redis.stop();
    }
  },
};

export const situations: Partial<Record<DiagnosticCode, Made[]>> = {
  HS0301: [
    {
      redis: false,
      async tell(workplace, solved) {
        await run(workplace);
        const key = readFileSync(join(workplace.dir, 'home/.config/herorunner/keys/user.pub'), 'utf8').trim();
        const store = await openSqliteStore(workplace.storePath);
        const core = (await store.policy()).services.find(({ actor }) => actor === 'core');
        if (core === undefined) throw new Error('core was not registered');
        const right = solved ? 'write' : 'block';
        await store.putService({ ...core, acl: { name: 'guests', ace: [{ groups: [], users: [key], right }] } });
        await store.close();
        return run(workplace);
      },
    },
  ],
  HS0703: [
    {
      redis: false,
      async tell(workplace, solved) {
        await run(workplace);
        if (!solved) {
          const database = new DatabaseSync(workplace.storePath);
          database.exec('pragma user_version = 9999');
          database.close();
        }
        return run(workplace);
      },
    },
  ],
  HS0705: [
    onRedis({ user: { name: 'hero', password: 'secret' } }, { user: { name: 'hero', password: 'secret' } }),
    onRedis({}, {}, (redis) => redis.cli('ACL', 'SETUSER', 'default', '-function')),
    onRedis({}, {}, (redis) => redis.cli('ACL', 'SETUSER', 'default', '-zadd', '-xadd')),
  ],
  HS0706: [
    onRedis({ config: ['maxmemory-policy allkeys-lru'] }, { config: ['maxmemory-policy noeviction'] }),
    onRedis({}, {}, (redis) => redis.cli('REPLICAOF', '127.0.0.1', '1')),
    onOldRedis,
  ],
  HS0707: [onRedis({ config: ['maxmemory 1'] }, { config: ['maxmemory 100mb'] }), onRedis({}, {}, stopSaving)],
  HS0709: [onRedis({}, {}, undefined, { bad: '?durability=replica', good: '?durability=master' })],
};
