// Renews a session from a thread of its own, so that a busy event loop does not look dead.

import type { Beat } from '../parts/sessions.ts';
import { toHeld } from './answers.ts';
import { Connection } from './connect.ts';
import { storeLibrary } from './library-source.ts';

/** A beat that comes late is as good as none: the agent has let its jobs go by then. */
const patienceMs = 1_000;

export async function openBeat(url: string): Promise<Beat> {
  const connection = await Connection.open(url, { library: storeLibrary, patienceMs });
  const jobs = `${connection.address.prefix}:jobs`;
  return {
    async renew(session, leaseMs) {
      const [held] = (await connection.call('hr_beat', [jobs], [session, leaseMs])) as [Parameters<typeof toHeld>[0]];
      return toHeld(held);
    },
  };
}
