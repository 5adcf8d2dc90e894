// The user of docs/redis.md that may do no more than the store uses, on the servers of a test.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerProcess } from './server-process.ts';

/** Rows of the page: where further rights are needed. */
export type Where = 'before Redis 7' | 'with replicas' | 'on a Cluster' | 'in another database';

const page = readFileSync(join(import.meta.dirname, '../../docs/redis.md'), 'utf8');

/** The words of the page after `redis-cli`. `keys`: in place of `herorunner` in the names of keys. */
export function leastRights(where: readonly Where[] = [], keys = 'herorunner'): string[] {
  const [, block = ''] = /^redis-cli (ACL SETUSER hero [\s\S]*?)^```$/m.exec(page) ?? [];
  const words = block.replaceAll('\\\n', ' ').replaceAll("'", '').trim().split(/\s+/);
  const base = where.includes('before Redis 7') ? words.slice(0, -2) : words;
  const further = where.flatMap((place) => {
    const row = page.split('\n').find((line) => line.startsWith(`| ${place}`)) ?? '';
    return [...row.replaceAll('\\|', '|').matchAll(/\+[a-z|]+/g)].map(([right]) => right);
  });
  return [...base, ...further].map((word) => word.replace('herorunner', keys));
}

/** Makes the user on all these servers. Returns the address with it. */
export async function enterWith(rights: readonly string[], servers: readonly ServerProcess[], url: string) {
  await Promise.all(servers.map((server) => server.cli(...rights)));
  return url.replace('://', '://hero:secret-of-hero@');
}

/** Rights in the list that nobody has used on these servers. */
export async function unusedRights(rights: readonly string[], servers: readonly ServerProcess[]): Promise<string[]> {
  const stats = await Promise.all(servers.map((server) => server.cli('info', 'commandstats')));
  const used = new Set([...stats.join('\n').matchAll(/^cmdstat_([a-z|]+):/gm)].map(([, name]) => `+${name}`));
  return rights.filter((right) => right.startsWith('+') && !used.has(right));
}
