// What the parts of the store on Redis share: the connection, our functions, and the names of keys.

import type { Backoff } from '../../ground/backoff.ts';
import type { Clock } from '../../ground/clock.ts';
import { parseExactly } from '../../ground/exact-json.ts';
import { StoreError } from '../errors.ts';
import { defaultRetention, type Retention } from '../retention.ts';
import { unlessSpoilt } from '../spoilt.ts';

import { Connection, type ConnectOptions } from './connect.ts';
import { Feed } from './feed.ts';
import { Functions } from './functions.ts';
import { storeLibrary } from './library-source.ts';
import { checkRights } from './rights.ts';
import { layout } from './server-check.ts';
import { Waiting } from './waiting.ts';

export interface RedisOptions {
  retention?: Partial<Retention>;
  patienceMs?: number;
  env?: ConnectOptions['env'];
  /** For tests: stands in for the clock of the server. */
  clock?: Clock;
  /** For tests: asked once, 0 ≤ n < 1, spreads back-offs. */
  random?: () => number;
  /** For tests. */
  backoff?: Backoff;
}

export interface Core {
  /** The address, for people. */
  readonly shown: string;
  readonly connection: Connection;
  readonly functions: Functions;
  readonly feed: Feed;
  readonly waiting: Waiting;
  readonly retention: Retention;
  /** Before the names of the hashes that other programs read. */
  readonly hash: string;
  /** Before the names of our own keys. */
  readonly own: string;
}

/** Redis looks up the fields of a hash one after another until one of them is longer than 64 bytes. */
const aboutNumbers = 'Numbers and settings of herorunner, which its functions read and write at every call.';

/** Connects to the store at this address, in the forms of address.ts. Throws StoreError. */
export async function openCore(url: string, options: RedisOptions): Promise<Core> {
  const { patienceMs, env, clock } = options;
  const connection = await Connection.open(url, {
    library: storeLibrary,
    ...(patienceMs === undefined ? {} : { patienceMs }),
    ...(env === undefined ? {} : { env }),
  });
  const { prefix, own, shown } = connection.address;
  const jobs = `${prefix}:jobs`;
  const functions = new Functions(connection, jobs, `${own}n`, clock);
  const retention = { ...defaultRetention, ...options.retention };
  try {
    await checkRights(
      connection.address,
      async (commands) => (await functions.read('hr_rights', ...commands)) as string[],
    );
    await putSettings(connection, retention, options);
  } catch (error) {
    connection.close();
    throw error;
  }
  const feed = new Feed(
    connection,
    `${own}ev`,
    async () => Number(((await functions.read('hr_counters')) as string[])[1]),
    (guid) => resultOf(functions, guid),
  );
  functions.feed = feed;
  const waiting = new Waiting(connection, own);
  return { shown, connection, functions, feed, waiting, retention, hash: `${prefix}:`, own };
}

/** Those that the functions read from the store. */
async function putSettings(
  connection: Connection,
  retention: Retention,
  { backoff, random }: RedisOptions,
): Promise<void> {
  const kept = ['log_lines', String(retention.logLines), 'kept_events', String(retention.events)];
  const settings = ['about', aboutNumbers, 'layout', layout, ...kept];
  if (backoff !== undefined) settings.push('test_backoff', `${backoff.baseMs} ${backoff.maxMs} ${backoff.jitter}`);
  if (random !== undefined) settings.push('test_random', String(random()));
  try {
    await connection.send('HSET', `${connection.address.own}n`, ...settings);
  } catch (error) {
    // Those of earlier are there, and whoever opens a full store may want to remove something.
    if (!(error instanceof StoreError && error.kind === 'no_space')) throw error;
  }
}

async function resultOf(functions: Functions, guid: string): Promise<unknown> {
  const [, outcome = '{}'] = (await functions.read('hr_get', guid)) as string[];
  const read = () => (parseExactly(outcome) as { result?: unknown }).result;
  return unlessSpoilt(read) ?? null;
}
