// Servers of another kind than the address says.

import { StoreError } from '../errors.ts';

/** Undefined when the address is of the right kind. */
export function findOtherKind(reason: string, shown: string): StoreError | undefined {
  const [scheme = ''] = shown.split('://', 1);
  const secure = scheme.startsWith('rediss') ? 'rediss' : 'redis';
  const fail = (what: string, help: string) => new StoreError('address', `${shown} ${what}`, help);
  // In the words of the Redis library, which asks for a report of this.
  if (/\bUnknown RESP type\b/.test(reason)) {
    return fail('is no Redis: what answers there speaks another protocol', 'check the host and port');
  }
  if (isMoved(reason) && !scheme.endsWith('-cluster')) {
    return fail('is one server of a cluster', `write ${secure}-cluster://HOST:PORT,HOST:PORT with some of its servers`);
  }
  if (/cluster support disabled/.test(reason)) return fail('is no cluster', `write ${secure}://HOST:PORT`);
  if (/unknown command '?sentinel\b/i.test(reason)) {
    return fail('is no sentinel', `name sentinels, which listen on port 26379 mostly, or write ${secure}://HOST:PORT`);
  }
  return undefined;
}

/** Another server of the cluster has the key. */
export function isMoved(reason: string): boolean {
  return reason.startsWith('MOVED ');
}
