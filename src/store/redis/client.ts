// One client of the Redis library for an address: how it connects, how long it waits, when it comes back.

import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { Address } from './address.ts';

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
/** A socket that does not close is let go after this. */
const disconnectTimeoutMs = 50;

export function makeClient(address: Address, { silenceMs, persistent }: Waiting): Client {
  const retry = (times: number) => (persistent() ? Math.min(25 * 2 ** Math.min(times, 6), slowestRetryMs) : null);
  const client = build(address, sharedOptions(address, silenceMs), retry);
  // Commands say what went wrong; without a listener the library would print it.
  client.on('error', () => {});
  return client;
}

function sharedOptions(address: Address, silenceMs: number) {
  const { user, password, tls, authority } = address;
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
    // The server may have become a replica: look anew for the master.
    reconnectOnError: (error: Error) => /^(READONLY|UNBLOCKED)/.test(error.message),
    disconnectTimeout: disconnectTimeoutMs,
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: authority === undefined ? {} : { ca: authority } } : {}),
  } satisfies RedisOptions;
}

type Retry = (times: number) => number | null;

function build(address: Address, shared: ReturnType<typeof sharedOptions>, retry: Retry): Client {
  const { kind, endpoints, db, master, sentinelPassword } = address;
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
    ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
    ...(address.tls ? { sentinelTLS: shared.tls ?? {}, enableTLSForSentinelMode: true } : {}),
  });
}

/** The servers that hold data. */
export function mastersOf(client: Client): Redis[] {
  return client instanceof Cluster ? client.nodes('master') : [client];
}

/** Connects now; rejects with what really went wrong. */
export async function connectOnce(client: Client): Promise<void> {
  let cause: unknown;
  const note = (error: unknown) => {
    cause ??= error;
  };
  client.on('error', note);
  try {
    await client.connect();
  } catch (error) {
    throw cause ?? error;
  } finally {
    client.off('error', note);
  }
}
