// May the user in the address do all that a store does? Asked before the first write: a function that Redis stops half
// way has changed one key and not the next.

import { StoreError } from '../errors.ts';
import type { Address } from './address.ts';

/** One call of each command; K stands for a key of ours. */
const commands = `
  time; info; type K; exists K; del K; unlink K;
  hdel K f; hexists K f; hget K f; hgetall K; hincrby K f 1; hkeys K; hlen K; hmget K f; hscan K 0; hset K f v; hvals K;
  lindex K 0; llen K; lpop K; lpos K v; lrange K 0 0; lset K 0 v; ltrim K 0 0; rpush K v;
  sadd K m; scard K; sismember K m; smembers K; srem K m; sscan K 0;
  xadd K * f v; xrange K - +; xread STREAMS K 0; xrevrange K + -; bzpopmin K 1;
  zadd K 1 m; zcard K; zpopmin K; zrange K 0 0; zrangebylex K - +; zrangebyscore K 0 0; zrank K m; zrem K m;
  zrevrange K 0 0; zrevrangebyscore K 0 0; zscan K 0; zscore K m`
  .split(';')
  .map((command) => command.trim());

const hashes = ['jobs', 'agents', 'groups', 'services'];

/** `refused`: those of some commands that the user may not do. Throws StoreError. */
export async function checkRights(
  { prefix, own, shown, copies }: Address,
  refused: (commands: string[]) => Promise<string[]>,
): Promise<void> {
  const onOwn = [...commands.map((command) => command.replace('K', `${own}n`)), ...(copies > 0 ? ['wait 1 1'] : [])];
  const onHashes = hashes.map((name) => `hset ${prefix}:${name} f v`);
  const missing = await refused([...onOwn, ...onHashes]);
  if (missing.length === 0) return;
  const isWithoutKeys = onOwn.every((line) => !line.includes(own) || missing.includes(line));
  const isWithoutHset = missing.includes(`hset ${own}n f v`);
  const names = missing.flatMap((line) => {
    const [command = '', key = ''] = line.split(' ');
    if (onHashes.includes(line)) return isWithoutHset && !isWithoutKeys ? [] : [`~${key}`];
    return isWithoutKeys && key.startsWith(own) ? [] : [`+${command}`];
  });
  if (isWithoutKeys) names.push(`~${own}*`);
  const help = 'give it those with ACL SETUSER; docs/redis.md names all that are needed';
  throw new StoreError('refused', `the user of ${shown} lacks rights: ${names.join(' ')}`, help);
}
