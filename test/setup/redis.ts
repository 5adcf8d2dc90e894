// Real Redis for tests: a single server in several kinds, a cluster, a master watched by sentinels.

import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Certificate, makeCertificate } from './certificates.ts';
import { freePort } from './free-port.ts';
import { isLinked } from './roles.ts';
import { ServerProcess, type ServerProgram } from './server-process.ts';
import { until } from './until.ts';

export interface EntryOptions {
  /** Further lines of the configuration. */
  config?: string[];
  /** Writes every change to disk, once a second. */
  persistent?: boolean;
  /** Only this user may enter. */
  user?: { name: string; password: string };
  /** Only encrypted connections, with a certificate signed by itself; `mutual`: and only for its own clients. */
  tls?: true | 'mutual';
}

export interface RedisOptions extends EntryOptions {
  /** Default redis-server. */
  program?: ServerProgram;
  /** Knows no functions, as Redis before 7. */
  withoutFunctions?: boolean;
  /** Further environment of the server. */
  env?: NodeJS.ProcessEnv;
}

export interface Redis extends ServerProcess {
  /** How herorunner reaches it. */
  url: string;
  /** Of the server, with `tls`; it has signed its own and the client's. */
  authority?: Certificate;
  /** Which the server accepts, with `tls`. */
  client?: Certificate;
}

export async function startRedis(options: RedisOptions = {}): Promise<Redis> {
  let certificates: TlsPair | undefined;
  const server = await ServerProcess.start((port, dir) => {
    const extra = [...(options.config ?? [])];
    if (options.withoutFunctions) extra.push('rename-command FUNCTION ""', 'rename-command FCALL ""');
    certificates = options.tls && makeTlsPair(dir);
    const { config, access } = entryOf(options, port, certificates);
    const { program, env } = options;
    const further = { ...(program && { program }), ...(env && { env }) };
    return { config: [...basics(dir), ...config, ...extra], access, mode: 'server', ...further };
  });
  const url = `${scheme(options)}://${login(options)}127.0.0.1:${server.port}`;
  return Object.assign(server, { url, ...certificates });
}

/** Whether all that a persistent server has acknowledged is in its file, where it survives a crash. */
export async function isInFile(redis: Redis): Promise<boolean> {
  return (await redis.cli('INFO', 'persistence')).includes('aof_buffer_length:0');
}

/** From now on the server takes no writes, since it cannot save: a folder stands where its file has to be. Returns its end. */
export async function stopSaving(redis: Redis): Promise<() => Promise<void>> {
  const file = join(redis.dir, 'dump.rdb');
  const saved = async (status: string) => {
    await redis.cli('BGSAVE');
    await until(`saving is ${status}`, async () =>
      (await redis.cli('INFO', 'persistence')).includes(`rdb_last_bgsave_status:${status}`),
    );
  };
  mkdirSync(file);
  await redis.cli('CONFIG', 'SET', 'save', '3600 1');
  await saved('err');
  return async () => {
    rmdirSync(file);
    await saved('ok');
  };
}

export interface RedisCluster extends Partial<TlsPair> {
  url: string;
  masters: ServerProcess[];
  replicas: ServerProcess[];
  /** The master that holds the slot of `key`. */
  masterOf(key: string): Promise<ServerProcess>;
  stop(): Promise<void>;
}

/** Three masters, each with a replica if asked for. Resolves when every node knows that the cluster is up. */
export async function startCluster(options: EntryOptions & { replicas?: boolean } = {}): Promise<RedisCluster> {
  const count = options.replicas ? 6 : 3;
  let certificates: TlsPair | undefined;
  // The first one's folder has the certificates of all.
  const first = await startClusterNode(options, (dir) => {
    certificates = options.tls && makeTlsPair(dir);
    return certificates;
  });
  const others = Array.from({ length: count - 1 }, () => startClusterNode(options, () => certificates));
  const nodes = [first, ...(await Promise.all(others))];
  const masters = nodes.slice(0, 3);
  const replicas = nodes.slice(3);
  await Promise.all(masters.map((node, i) => node.cli('cluster', 'addslotsrange', ...slots(i))));
  await Promise.all(nodes.map((node, i) => node.cli('cluster', 'set-config-epoch', String(i + 1))));
  for (const node of nodes.slice(1)) {
    const busPort = (await node.cli('config', 'get', 'cluster-port')).split('\n')[1] ?? '';
    await first.cli('cluster', 'meet', '127.0.0.1', String(node.port), busPort);
  }
  const info = (node: ServerProcess) => node.cli('cluster', 'info').catch(() => '');
  await until('the nodes know one another', async () => {
    const answers = await Promise.all(nodes.map(info));
    return answers.every((text) => text.includes(`cluster_known_nodes:${count}`));
  });
  await Promise.all(
    replicas.map(async (node, i) => {
      const id = await (masters[i] as ServerProcess).cli('cluster', 'myid');
      await until('a replica follows', () => node.cli('cluster', 'replicate', id).then(Boolean, () => false));
      await until('a replica has its data', () => isLinked(node));
    }),
  );
  await until('the cluster is up', async () => {
    const answers = await Promise.all(nodes.map(info));
    return answers.every((text) => text.includes('cluster_state:ok') && text.includes('cluster_slots_ok:16384'));
  });
  return {
    ...certificates,
    url: `${scheme(options)}-cluster://${login(options)}${masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    masters,
    replicas,
    async masterOf(key) {
      const slot = Number(await first.cli('cluster', 'keyslot', key));
      return masters[Math.min(2, Math.floor(slot / 5461))] as ServerProcess;
    },
    stop: async () => void (await Promise.all(nodes.map((node) => node.stop()))),
  };
}

export interface RedisSentinel {
  /** Names the sentinels, not the servers. */
  url: string;
  master: ServerProcess;
  replica: ServerProcess;
  sentinels: ServerProcess[];
  /** Port of the server that the sentinels call the master now. */
  masterPort(): Promise<number>;
  stop(): Promise<void>;
}

/** A master, a replica and three sentinels, which take a silent master for dead after a second. */
export async function startSentinel(options: Pick<RedisOptions, 'persistent' | 'config'> = {}): Promise<RedisSentinel> {
  const master = await startRedis(options);
  const config = [`replicaof 127.0.0.1 ${master.port}`, ...(options.config ?? [])];
  const replica = await startRedis({ ...options, config });
  await until('the replica has its data', () => isLinked(replica));
  const sentinels = await Promise.all([0, 1, 2].map(() => startSentinelProcess(master.port)));
  await until('the sentinels know one another', async () => {
    const answers = await Promise.all(sentinels.map((one) => one.cli('sentinel', 'master', 'hero')));
    return answers.every((text) => /num-other-sentinels\n2\n/.test(text) && /num-slaves\n1\n/.test(text));
  });
  const all = [...sentinels, replica, master];
  return {
    url: `redis-sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/hero`,
    master,
    replica,
    sentinels,
    async masterPort() {
      const answer = await (sentinels[0] as ServerProcess).cli('sentinel', 'get-master-addr-by-name', 'hero');
      return Number(answer.split('\n')[1]);
    },
    stop: async () => void (await Promise.all(all.map((server) => server.stop()))),
  };
}

function startSentinelProcess(masterPort: number): Promise<ServerProcess> {
  return ServerProcess.start((port, dir) => ({
    mode: 'sentinel',
    access: [],
    config: [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${dir}`,
      `sentinel monitor hero 127.0.0.1 ${masterPort} 2`,
      'sentinel down-after-milliseconds hero 1000',
      'sentinel failover-timeout hero 5000',
    ],
  }));
}

async function startClusterNode(
  options: EntryOptions,
  certificatesIn: (dir: string) => TlsPair | undefined,
): Promise<ServerProcess> {
  return ServerProcess.start(async (port, dir) => {
    const { config, access } = entryOf(options, port, certificatesIn(dir));
    const cluster = ['cluster-enabled yes', `cluster-port ${await freePort()}`, 'cluster-node-timeout 1500'];
    if (options.tls) cluster.push('tls-cluster yes', 'tls-replication yes');
    return { mode: 'server', access, config: [...basics(dir), ...config, ...cluster, ...(options.config ?? [])] };
  });
}

interface TlsPair {
  authority: Certificate;
  client: Certificate;
}

function makeTlsPair(dir: string): TlsPair {
  const authority = makeCertificate(dir, 'server');
  return { authority, client: makeCertificate(dir, 'client', authority) };
}

/** How a server lets in, and how redis-cli gets in. */
function entryOf({ user, tls, persistent }: EntryOptions, port: number, certificates: TlsPair | undefined) {
  const config: string[] = [];
  const access: string[] = [];
  if (persistent) config.push('appendonly yes', 'appendfsync everysec');
  if (user) {
    config.push('user default off', `user ${user.name} on >${user.password} ~* &* +@all`);
    // Its replicas come in as the same.
    config.push(`masteruser ${user.name}`, `masterauth ${user.password}`);
    access.push('--user', user.name, '--pass', user.password, '--no-auth-warning');
  }
  if (certificates === undefined) return { config: [...config, `port ${port}`], access };
  const { authority, client } = certificates;
  config.push('port 0', `tls-port ${port}`, `tls-cert-file ${authority.cert}`, `tls-key-file ${authority.key}`);
  config.push(`tls-ca-cert-file ${authority.cert}`, `tls-auth-clients ${tls === 'mutual' ? 'yes' : 'no'}`);
  access.push('--tls', '--cacert', authority.cert, '--cert', client.cert, '--key', client.key);
  return { config, access };
}

function scheme({ tls }: EntryOptions): string {
  return tls ? 'rediss' : 'redis';
}

function login({ user }: EntryOptions): string {
  return user === undefined ? '' : `${user.name}:${encodeURIComponent(user.password)}@`;
}

function basics(dir: string): string[] {
  return ['bind 127.0.0.1', `dir ${dir}`, 'save ""', 'repl-diskless-sync-delay 0', 'enable-debug-command yes'];
}

function slots(index: number): [string, string] {
  return [String(index * 5461), String(index === 2 ? 16_383 : (index + 1) * 5461 - 1)];
}
