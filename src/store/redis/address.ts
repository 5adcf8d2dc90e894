// The address of a Redis store: what the user wrote, taken apart. Passwords never leave this value.

import { StoreError } from '../errors.ts';
import { type Certificates, presumeNoCertificates, readCertificates, readNamedFile } from './certificates.ts';

export interface Endpoint {
  host: string;
  port: number;
}

export interface Address {
  kind: 'single' | 'sentinel' | 'cluster';
  /** One of a single server; of sentinels or cluster nodes as many as the user named. */
  endpoints: [Endpoint, ...Endpoint[]];
  /** Under which the sentinels know the master; '' otherwise. */
  master: string;
  db: number;
  /** First part of every key: `herorunner` in `herorunner:jobs`. */
  prefix: string;
  /** Before the names of our own keys: the tag puts them where a cluster keeps the jobs. */
  own: string;
  user: string | undefined;
  password: string | undefined;
  /** How to enter sentinels, which have users of their own. */
  sentinel: { user: string | undefined; password: string | undefined };
  /** Replicas that have what is acknowledged; 0 = the master's word is enough. */
  copies: number;
  /** Undefined: plain text. */
  tls: Certificates | undefined;
  /** For people: without passwords. */
  shown: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const pattern = /^(rediss?)(-sentinel|-cluster)?:\/\/(?:([^@]*)@)?([^@/?]*)(?:\/([^?]*))?(?:\?(.*))?$/;
const forms =
  'write redis://HOST:PORT/DB, rediss:// for TLS, redis-sentinel://HOST:PORT,HOST:PORT/MASTER, or redis-cluster://HOST:PORT,HOST:PORT';

export function isRedisUrl(url: string): boolean {
  return /^rediss?(-\w+)?:/.test(url);
}

/** The same address without its password. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/(.*)@/, (_, login: string) => {
    const [user] = login.split(':', 1);
    return user === '' ? '//' : `//${user}@`;
  });
}

/**
 * Takes an address apart. Passwords come from it, or from HERO_REDIS_PASSWORD or the file that
 * HERO_REDIS_PASSWORD_FILE names; users and passwords of sentinels from HERO_REDIS_SENTINEL_USER and
 * HERO_REDIS_SENTINEL_PASSWORD. Throws StoreError.
 */
export function parseAddress(url: string, env: Environment): Address {
  const shown = withoutPassword(url);
  const fail = (what: string, help = forms) => new StoreError('address', `${what} in store address '${shown}'`, help);
  const match = pattern.exec(url);
  if (match === null) throw fail('nothing that is understood');
  const [, scheme, form, login, hosts = '', path = '', query = ''] = match;
  const kind = form === '-sentinel' ? 'sentinel' : form === '-cluster' ? 'cluster' : 'single';
  const [first, ...others] = hosts.split(',').map((text) => {
    const endpoint = parseEndpoint(text, kind === 'sentinel' ? 26_379 : 6_379);
    if (endpoint === undefined) throw fail(`'${text}' is no host and port`);
    return endpoint;
  }) as [Endpoint, ...Endpoint[]];
  if (kind === 'single' && others.length > 0) throw fail('several hosts, but neither sentinel nor cluster');
  const parts = path.split('/').filter((part) => part !== '');
  const master = kind === 'sentinel' ? decode(parts.shift() ?? '') : '';
  if (kind === 'sentinel' && master === '') throw fail('no name of the master');
  const [number = '0', ...surplus] = parts;
  if (!/^\d{1,5}$/.test(number) || surplus.length > 0) throw fail(`'${parts.join('/')}' is no database number`);
  if (kind === 'cluster' && Number(number) > 0) throw fail('a database number, which a cluster does not have');
  const options = parseOptions(query, fail);
  if (scheme === 'redis') presumeNoCertificates(options, fail);
  const tls = scheme === 'rediss' ? readCertificates(options, fail) : undefined;
  const [user, inUrl] = splitLogin(login);
  const password = inUrl ?? passwordOf(env);
  const prefix = options.get('prefix') ?? 'herorunner';
  return {
    kind,
    endpoints: [first, ...others],
    master,
    db: Number(number),
    prefix,
    own: `{${/\{([^}]+)\}/.exec(prefix)?.[1] ?? `${prefix}:jobs`}}:`,
    user,
    password,
    sentinel: {
      user: env.HERO_REDIS_SENTINEL_USER || undefined,
      password: env.HERO_REDIS_SENTINEL_PASSWORD || undefined,
    },
    copies: copiesOf(options.get('durability') ?? (kind === 'single' ? 'master' : 'replica'), fail),
    tls,
    shown,
  };
}

function parseEndpoint(text: string, defaultPort: number): Endpoint | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+))(?::(\d{1,5}))?$/.exec(text);
  if (match === null) return undefined;
  const port = match[3] === undefined ? defaultPort : Number(match[3]);
  return port > 0 && port < 65_536 ? { host: match[1] ?? match[2] ?? '', port } : undefined;
}

const names = ['prefix', 'durability', 'ca', 'cert', 'key'];
const optionForms =
  'there are ?prefix=NAME, ?durability=master or replica, and for TLS ?ca=FILE, ?cert=FILE, ?key=FILE';

function parseOptions(query: string, fail: (what: string, help?: string) => StoreError): URLSearchParams {
  // A plus sign in the name of a file is meant as one.
  const options = new URLSearchParams(query.replaceAll('+', '%2B'));
  for (const name of options.keys()) {
    if (names.includes(name)) continue;
    throw fail(`unknown option '${name}'`, optionForms);
  }
  const prefix = options.get('prefix');
  // Text in braces decides where a cluster keeps a key; other characters would only be trouble in a shell.
  if (prefix !== null && !/^(?=.)[\w.:-]*(\{[\w.:-]+\})?[\w.:-]*$/.test(prefix)) {
    throw fail(`prefix '${prefix}' is not usable`, 'write letters, digits, and any of . : _ -');
  }
  return options;
}

function copiesOf(durability: string, fail: (what: string, help?: string) => StoreError): number {
  if (durability === 'master') return 0;
  if (durability === 'replica') return 1;
  if (/^[1-9]$/.test(durability)) return Number(durability);
  throw fail(`durability '${durability}' is not understood`, 'write master, replica, or a number of replicas up to 9');
}

function splitLogin(login: string | undefined): [user: string | undefined, password: string | undefined] {
  if (login === undefined) return [undefined, undefined];
  const colon = login.indexOf(':');
  const user = decode(colon < 0 ? login : login.slice(0, colon));
  return [user || undefined, colon < 0 ? undefined : decode(login.slice(colon + 1))];
}

/** A stray percent sign stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function passwordOf(env: Environment): string | undefined {
  if (env.HERO_REDIS_PASSWORD) return env.HERO_REDIS_PASSWORD;
  const file = env.HERO_REDIS_PASSWORD_FILE;
  return file ? readNamedFile(file, 'the password file').replace(/\r?\n$/, '') : undefined;
}
