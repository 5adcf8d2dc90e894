// A thread of its own that renews the lease of a session, so that a blocked event loop does not look dead.

import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Beat } from '../store/parts/sessions.ts';
import { sqlitePath } from './store-url.ts';

export interface HeartbeatData {
  /** Address of the store. */
  url: string;
  session: string;
  leaseMs: number;
  everyMs: number;
}

async function open(url: string): Promise<Beat> {
  const path = sqlitePath(url);
  if (path === undefined) return (await import('../store/redis/beat.ts')).openBeat(url);
  return (await import('../store/sqlite/beat.ts')).openBeat(path);
}

if (parentPort !== null) {
  const { url, session, leaseMs, everyMs } = workerData as HeartbeatData;
  let beat: Beat | undefined;
  // Until the thread is ended from outside.
  while (true) {
    const asked = Date.now();
    try {
      beat ??= await open(url);
      parentPort.postMessage({ held: await beat.renew(session, leaseMs), asked });
    } catch {
      // A store that is away for a moment: the agent watches the age of the last answer.
    }
    await delay(Math.max(0, everyMs - (Date.now() - asked)));
  }
}
