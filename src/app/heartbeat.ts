// Starts the thread that renews a session's lease, and again where it ends by itself.

import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Heartbeat, OnBeat } from '../agent/session.ts';
import type { Held } from '../store/parts/sessions.ts';
import type { HeartbeatData } from './heartbeat-thread.ts';

/** Also how long a cancel by another process takes at most to be noticed, milliseconds. */
const everyMs = 1_000;
/** Runs that end before this need no thread: the lease is far from over. */
const headStartMs = 1_000;
const againMs = 1_000;

/** `onEnd`: the thread has ended by itself, and begins anew; told once until it beats again. */
export function startHeartbeat(
  url: string,
  session: string,
  leaseMs: number,
  onBeat: OnBeat,
  onEnd: (problem: string) => void = () => {},
): Heartbeat {
  const data: HeartbeatData = { url, session, leaseMs, everyMs };
  let worker: Worker | undefined;
  let isBeating = true;
  let timer = setTimeout(begin, headStartMs).unref();

  function begin(): void {
    let problem = 'its thread has ended';
    try {
      // What it writes there is Node's remark that node:sqlite is experimental.
      worker = new Worker(threadFile(), { workerData: data, name: 'heartbeat', stderr: true });
    } catch (error) {
      beginAnew((error as Error).message);
      return;
    }
    worker.unref();
    worker.on('message', ({ held, asked }: { held: Held[] | undefined; asked: number }) => {
      isBeating = true;
      onBeat(held, asked);
    });
    worker.on('error', (error) => {
      problem = (error as Error).message;
    });
    worker.on('exit', () => beginAnew(problem));
  }

  /** Until it beats again the agent does so by itself. */
  function beginAnew(problem: string): void {
    timer = setTimeout(begin, againMs).unref();
    if (isBeating) onEnd(problem);
    isBeating = false;
  }

  return {
    stop() {
      clearTimeout(timer);
      // What it said last is on its way.
      worker?.removeAllListeners('message');
      worker?.removeAllListeners('exit');
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
