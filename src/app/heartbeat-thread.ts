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

async function load(url: string): Promise<() => Beat | Promise<Beat>> {
  const path = sqlitePath(url);
  if (path === undefined) {
    const { openBeat } = await import('../store/redis/beat.ts');
    return () => openBeat(url);
  }
  const { openBeat } = await import('../store/sqlite/beat.ts');
  return () => openBeat(path);
}

if (parentPort !== null) {
  const { url, session, leaseMs, everyMs } = workerData as HeartbeatData;
  // A thread whose code is not there any more ends, and is told of.
  const open = await load(url);
  let beat: Beat | undefined;
  // Until the thread is ended from outside.
  while (true) {
    const asked = Date.now();
    const began = performance.now();
    try {
      beat ??= await open();
      parentPort.postMessage({ held: await beat.renew(session, leaseMs), asked });
    } catch {
      // A store that is away for a moment: the agent watches the age of the last answer.
    }
    await delay(Math.max(0, everyMs - (performance.now() - began)));
  }
}
