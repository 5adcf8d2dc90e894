// A thread of its own that renews the lease of a session, so that a blocked event loop does not look dead.

import { parentPort, workerData } from 'node:worker_threads';
import type { Held } from '../store/parts/sessions.ts';
import { sqlitePath } from './store-url.ts';

export interface HeartbeatData {
  /** Of the store. */
  url: string;
  session: string;
  leaseMs: number;
  everyMs: number;
}

/** A connection of its own. */
interface Beat {
  renew(session: string, leaseMs: number): Held[] | undefined | Promise<Held[] | undefined>;
  close(): void;
}

async function open(url: string): Promise<Beat> {
  const path = sqlitePath(url);
  if (path === undefined) return (await import('../store/redis/beat.ts')).openBeat(url);
  return (await import('../store/sqlite/beat.ts')).openBeat(path);
}

if (parentPort !== null) {
  const port = parentPort;
  const { url, session, leaseMs, everyMs } = workerData as HeartbeatData;
  let isStopped = false;
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  port.on('message', () => {
    isStopped = true;
    stop();
  });
  let beat: Beat | undefined;
  while (!isStopped) {
    const asked = Date.now();
    try {
      beat ??= await open(url);
      port.postMessage({ held: await beat.renew(session, leaseMs), asked });
    } catch {
      // A store that is away for a moment: the agent watches the age of the last answer.
    }
    const rest = everyMs - (Date.now() - asked);
    let timer: NodeJS.Timeout | undefined;
    const pause = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.max(0, rest));
    });
    await Promise.race([pause, stopped]);
    clearTimeout(timer);
  }
  beat?.close();
  port.close();
}
