// Starts the thread that renews a session's lease.

import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Heartbeat, OnBeat } from '../agent/session.ts';
import type { Held } from '../store/parts/sessions.ts';
import type { HeartbeatData } from './heartbeat-thread.ts';

/** Also how long a cancel by another process takes at most to be noticed, milliseconds. */
const everyMs = 1_000;
/** Runs that end before this need no thread: the lease is far from over. */
const headStartMs = 1_000;

export function startHeartbeat(url: string, session: string, leaseMs: number, onBeat: OnBeat): Heartbeat {
  let worker: Worker | undefined;
  const spawn = setTimeout(() => {
    const data: HeartbeatData = { url, session, leaseMs, everyMs };
    // What it writes there is Node's remark that node:sqlite is experimental.
    worker = new Worker(threadFile(), { workerData: data, name: 'heartbeat', stderr: true });
    worker.unref();
    worker.on('message', ({ held, asked }: { held: Held[] | undefined; asked: number }) => onBeat(held, asked));
    // Without the thread the agent itself notices that no beat is answered and lets its jobs go.
    worker.on('error', () => {});
  }, headStartMs).unref();
  return {
    stop() {
      clearTimeout(spawn);
      // What it said last is on its way.
      worker?.removeAllListeners('message');
      // Not asked to end: it may still be loading, or wait for a store that is away.
      void worker?.terminate();
    },
  };
}

/** In the bundle the thread is a file beside this one; from sources it is its own source. */
function threadFile(): URL {
  const bundled = new URL('./heartbeat.js', import.meta.url);
  return existsSync(bundled) ? bundled : new URL('./heartbeat-thread.ts', import.meta.url);
}
