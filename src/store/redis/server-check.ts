// Is this server fit to hold jobs? Asked once, when a store is opened and before anything is written.

import type { Redis } from 'ioredis';
import { StoreError } from '../errors.ts';
import { replicaError } from './failure.ts';

const oldestVersion = [6, 2] as const;

/** Throws StoreError for the first thing that is not as it must be. `hashes`: names that must be hashes, or nothing. */
export async function checkServer(server: Redis, shown: string): Promise<void> {
  const facts = parseInfo(String(await server.call('INFO')));
  const version = facts.get('redis_version') ?? '0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1])) {
    const help = `use Redis ${oldestVersion.join('.')} or later, or Valkey`;
    throw new StoreError('unsuitable', `${shown} is Redis ${version}, which is too old`, help);
  }
  if (facts.get('role') === 'slave') throw replicaError(shown);
  const policy = facts.get('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    throw new StoreError(
      'unsuitable',
      `${shown} may throw jobs away when its memory is short: its maxmemory-policy is ${policy}`,
      'set maxmemory-policy noeviction in redis.conf, or CONFIG SET maxmemory-policy noeviction',
    );
  }
}

/** The library goes on in database 0 when the server refuses the one that was asked for. */
export async function checkDatabase(select: () => Promise<unknown>, db: number, shown: string): Promise<void> {
  try {
    await select();
  } catch (error) {
    if (!(error instanceof Error) || !/out of range|not allowed in cluster/i.test(error.message)) throw error;
    throw new StoreError(
      'address',
      `${shown} has no database ${db}`,
      'choose one that `databases` in redis.conf allows',
    );
  }
}

/** The names that we would write to must hold hashes, or nothing yet. */
export async function checkHashes(
  send: (command: string, key: string) => Promise<unknown>,
  names: readonly string[],
  shown: string,
): Promise<void> {
  for (const name of names) {
    const type = String(await send('TYPE', name));
    if (type === 'hash' || type === 'none') continue;
    throw new StoreError(
      'corrupt',
      `${shown} has a ${type} under ${name}, where herorunner keeps a hash: it belongs to another program`,
      'choose other names with ?prefix=NAME, or another database',
    );
  }
}

/** What lies beside the records is kept in this form. */
export const layout = '4';

/** What an earlier herorunner has kept must not be taken for ours. `numbers`: key of the counters and settings. */
export async function checkLayout(
  send: (command: string, key: string, ...fields: string[]) => Promise<unknown>,
  numbers: string,
  shown: string,
): Promise<void> {
  // What has no layout and no `id`, which the first forms had, is empty, or was emptied and then written by functions of ours.
  const [jobs, found] = (await send('HMGET', numbers, 'id', 'layout')) as (string | null)[];
  if (found === layout || (found === null && (jobs ?? '0') === '0')) return;
  throw new StoreError(
    'newer',
    `${shown} holds jobs of another version of herorunner, which keeps them in another form`,
    'work them off with that version and remove its keys, or choose other names with ?prefix=NAME',
  );
}

function parseInfo(text: string): Map<string, string> {
  const facts = new Map<string, string>();
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) facts.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return facts;
}
