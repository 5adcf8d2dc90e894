// One client of the Redis library for an address: how it connects, how long it waits, when it comes back.

import { Cluster, Command, Redis, type RedisOptions } from 'ioredis';
import type { Address } from './address.ts';
import { needsNoPassword, replicaAnswers } from './failure.ts';

export type Client = Redis | Cluster;
export type Argument = string | number | Buffer;

export interface Waiting {
  /** A socket without an answer for this long is dead, milliseconds. */
  silenceMs: number;
  /** False: the client gives up at the first failure to connect, as at the start of a program. */
  persistent(): boolean;
}

/** Quickly at first, then once a second: a process is back soon after its server. */
const slowestRetryMs = 1_000;
/** Between two rounds of asking all sentinels. */
const sentinelRoundMs = 100;
const connectTimeoutMs = 2_000;
/** A socket is let go after this: a server need not agree to its end, and no process is to wait for that. */
const disconnectTimeoutMs = 1;

// A password that a server does not ask for is no mistake of whoever has one for all servers; the library would warn of it on
// standard error, and makes the clients of a Cluster itself.
const logIn = Redis.prototype.auth as (this: Redis, ...args: unknown[]) => Promise<unknown>;
Redis.prototype.auth = function (this: Redis, ...args: unknown[]) {
  return logIn.apply(this, args).catch((error: Error) => {
    if (!needsNoPassword.test(error.message)) throw error;
    return 'OK';
  });
} as Redis['auth'];

export function makeClient(address: Address, { silenceMs, persistent }: Waiting): Client {
  const retry = (times: number) => (persistent() ? Math.min(25 * 2 ** Math.min(times, 6), slowestRetryMs) : null);
  const client = build(address, sharedOptions(address, silenceMs), retry);
  // Commands say what went wrong; without a listener the library would print it.
  client.on('error', () => {});
  return client;
}

function sharedOptions(address: Address, silenceMs: number) {
  const { user, password, tls } = address;
  return {
    // The shapes of answers are those of Redis 6, which all servers speak.
    protocol: 2,
    lazyConnect: true,
    disableClientInfo: true,
    connectionName: 'herorunner',
    connectTimeout: connectTimeoutMs,
    socketTimeout: silenceMs,
    keepAlive: 10_000,
    // Whoever sent a command decides whether it is sent again, and for how long.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // Look anew for the master.
    reconnectOnError: (error: Error) => replicaAnswers.test(error.message),
    disconnectTimeout: disconnectTimeoutMs,
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
  } satisfies RedisOptions;
}

type Retry = (times: number) => number | null;

function build(address: Address, shared: ReturnType<typeof sharedOptions>, retry: Retry): Client {
  const { kind, endpoints, db, master, sentinel } = address;
  if (kind === 'cluster') {
    return new Cluster(endpoints, {
      lazyConnect: true,
      redisOptions: shared,
      clusterRetryStrategy: retry,
      slotsRefreshTimeout: connectTimeoutMs,
      // Redirections are few; what lasts longer is a failover, and the sender's matter.
      maxRedirections: 5,
    });
  }
  if (kind === 'single') {
    return new Redis({ ...shared, ...endpoints[0], db, enableReadyCheck: false, retryStrategy: retry });
  }
  return new Redis({
    ...shared,
    sentinels: endpoints,
    name: master,
    db,
    retryStrategy: retry,
    sentinelRetryStrategy: () => (retry(1) === null ? null : sentinelRoundMs),
    sentinelCommandTimeout: connectTimeoutMs,
    ...(sentinel.user === undefined ? {} : { sentinelUsername: sentinel.user }),
    ...(sentinel.password === undefined ? {} : { sentinelPassword: sentinel.password }),
    ...(address.tls === undefined ? {} : { sentinelTLS: address.tls, enableTLSForSentinelMode: true }),
  });
}

/** The servers that hold data. */
export function mastersOf(client: Client): Redis[] {
  return client instanceof Cluster ? client.nodes('master') : [client];
}

/** The server that holds this key, as far as is known. Rejects when none is known to. */
export async function serverOf(client: Client, key: string): Promise<Redis> {
  if (client instanceof Redis) return client;
  if (client.status === 'wait') await client.connect();
  const name = client.slots[new Command('GET', [key]).getSlot()]?.[0];
  const server = client.nodes('all').find(({ options }) => `${options.host}:${options.port}` === name);
  if (server === undefined) throw new Error('no server of the cluster holds the jobs');
  return server;
}

/** Another server may hold the keys by now. */
export function refreshSlots(client: Client): void {
  if (client instanceof Cluster) client.refreshSlotsCache();
}

/** Ends the connection; commands that still wait for an answer fail. */
export function closeClient(client: Client): void {
  const isBetweenTries = client.status === 'reconnecting';
  client.disconnect();
  // With no socket to close, the library would leave what waits for the next try waiting for ever.
  if (isBetweenTries) Reflect.get(client, 'flushQueue').call(client, new Error('the connection was closed'));
}
