// A thread of its own that renews the lease of a session, so that a blocked event loop does not look dead.

import { parentPort, workerData } from 'node:worker_threads';
import { openBeat } from '../store/sqlite/beat.ts';

export interface HeartbeatData {
  path: string;
  session: string;
  leaseMs: number;
  everyMs: number;
}

if (parentPort !== null) {
  const port = parentPort;
  const { path, session, leaseMs, everyMs } = workerData as HeartbeatData;
  const beat = openBeat(path);
  const timer = setInterval(() => {
    const asked = Date.now();
    try {
      port.postMessage({ held: beat.renew(session, leaseMs), asked });
    } catch {
      // A store that is away for a moment: the agent watches the age of the last answer.
    }
  }, everyMs);
  port.on('message', () => {
    clearInterval(timer);
    beat.close();
    port.close();
  });
}
