// What an answer that is no answer means: wait and send again, load the library again, or tell the user.

import { StoreError } from '../errors.ts';
import { findOtherKind } from './other-kind.ts';
import { findTlsFailure } from './tls-failure.ts';

/** `wait`: soon it may work. `load`: the server has lost our functions. `tell`: it will not get better by itself. */
export type Remedy = 'wait' | 'load' | 'tell';

/** What limits jobs beside a limit of the store: functions say `full` for either. */
export const maxmemory = 'maxmemory of Redis';

const passing =
  /^(LOADING|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|READONLY|UNBLOCKED|BUSY|NOREPLICAS|MOVED|ASK|ERR WAIT cannot be used with replica)\b/;
/** Of a command that the user may not do, said by a function or script of ours. */
const inFunction = /The user executing the script can't|ACL failure in script/;
const unloaded = /^(NOSCRIPT\b|ERR Function not found)/;

/** `undefined` when the error is no matter of the connection, but the server's answer to this very command. */
export function remedyFor(error: unknown): Remedy | undefined {
  if (!(error instanceof Error)) return undefined;
  const message = answerOf(error) ?? error.message;
  if (unloaded.test(message)) return 'load';
  if (passing.test(message)) return 'wait';
  if (/^(NOAUTH|WRONGPASS|NOPERM|OOM|MISCONF|WRONGTYPE)\b/.test(message) || inFunction.test(message)) return 'tell';
  // Everything else that a server answers is about the command.
  return isAnswer(error) ? undefined : 'wait';
}

/** Whether a server said so, rather than the connection having failed. */
export function isAnswer(error: unknown): boolean {
  return error instanceof Error && answerOf(error) !== undefined;
}

/** What a server said; a client of a cluster that was sent from one to the next puts its own words before that. */
function answerOf({ name, message }: Error): string | undefined {
  if (name === 'ReplyError') return message;
  return /^Too many Cluster redirections\. Last error: ReplyError: (.*)$/s.exec(message)?.[1];
}

/** The server that says so has become a replica: the master is elsewhere. */
export const replicaAnswers = /^(READONLY|UNBLOCKED|ERR WAIT cannot be used with replica)\b/;

/** A server answers so to a password where it asks for none. */
export const needsNoPassword = /without any password configured for the default user/;

/** An error of the connection as one line for the user. The library's error stays out: it may hold a password. */
export function toStoreError(error: unknown, shown: string): StoreError {
  if (error instanceof StoreError) return error;
  const reason = reasonOf(error);
  const [word = ''] = reason.split(' ', 1);
  const sentinelSays = /^no sentinel can be reached: ((?:NOAUTH|WRONGPASS|NOPERM) .*)/s.exec(reason)?.[1];
  if (sentinelSays !== undefined) {
    const help = 'check HERO_REDIS_SENTINEL_USER and HERO_REDIS_SENTINEL_PASSWORD, and what this user may do';
    return new StoreError('refused', `the sentinels of ${shown} refuse us: ${withoutWord(sentinelSays)}`, help);
  }
  if (/^(NOAUTH|WRONGPASS)$/.test(word) || /invalid (username-)?password|without any password/i.test(reason)) {
    const help = 'check the user in the address, and the password in HERO_REDIS_PASSWORD or HERO_REDIS_PASSWORD_FILE';
    return new StoreError('refused', `${shown} refuses the login: ${withoutWord(reason)}`, help);
  }
  if (word === 'NOPERM' || inFunction.test(reason)) {
    const help = 'give it that right with ACL SETUSER; docs/redis.md names all that are needed';
    return new StoreError('refused', `the user of ${shown} lacks a right: ${withoutWord(reason)}`, help);
  }
  if (word === 'OOM') {
    const help = `make room with \`hero job prune --older 1h\`, or raise ${maxmemory}`;
    return new StoreError('no_space', `${shown} is full: it has used all the memory it may`, help);
  }
  if (word === 'MISCONF') {
    const help = 'look into the log of Redis; its disk may be full';
    return new StoreError('no_space', `${shown} takes no writes: it cannot save to its disk`, help);
  }
  if (word === 'WRONGTYPE') {
    const help = 'choose other names with ?prefix=NAME';
    return new StoreError('corrupt', `${shown} holds data of another program under the names of herorunner`, help);
  }
  if (word === 'READONLY') return replicaError(shown);
  const unreachable = () =>
    new StoreError('unreachable', `${shown} does not answer: ${reason}`, helpFor(reason, shown));
  return findOtherKind(reason, shown) ?? findTlsFailure(reason, shown) ?? unreachable();
}

export function replicaError(shown: string): StoreError {
  const help = 'name its master, or let sentinels find it: redis-sentinel://HOST:PORT/MASTER';
  return new StoreError('unsuitable', `${shown} is a replica, which takes no writes`, help);
}

function helpFor(reason: string, shown: string): string {
  if (/ENOTFOUND|EAI_AGAIN/.test(reason)) return 'check the name of the host';
  if (/sentinel/i.test(reason)) return 'check the hosts of the sentinels and the name of the master';
  const [scheme = ''] = shown.split('://', 1);
  const isPlain = !scheme.startsWith('rediss');
  if (/ETIMEDOUT|^timeout$/.test(reason) && !isPlain) {
    return `check the host and port; if Redis speaks no TLS there, write ${scheme.replace('rediss', 'redis')}://`;
  }
  if (/ECONNRESET|EPIPE/.test(reason)) {
    return isPlain
      ? `the server ended the connection: if it asks for TLS, write ${scheme.replace('redis', 'rediss')}://`
      : 'the server ended the connection: see its log for why';
  }
  return 'check that Redis runs there, and the host and port';
}

/** In one line, from the server that knows best. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const inner = (error as { lastNodeError?: unknown }).lastNodeError;
  if (inner instanceof Error) return reasonOf(inner);
  const sentinels = /^All sentinels are unreachable[^.]*\.(?: Last error: (.*))?$/s.exec(error.message);
  if (sentinels !== null) {
    const [, last = 'No such master'] = sentinels;
    return /No such master/.test(last) ? 'its sentinels know no such master' : `no sentinel can be reached: ${last}`;
  }
  return error.message || (error as NodeJS.ErrnoException).code || error.name;
}

function withoutWord(reason: string): string {
  return reason.replace(/^[A-Z]+ /, '');
}
