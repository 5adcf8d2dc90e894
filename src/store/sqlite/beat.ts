// Renews a session from a thread of its own, so that a busy event loop does not look dead. Imports nothing heavy.

import { DatabaseSync } from 'node:sqlite';
import type { Beat } from '../parts/sessions.ts';
import { heldSql, renewSql, toHeld } from './lease.ts';
import { patiently } from './patience.ts';

/** A connection of its own to a store that exists; its errors are those of the engine. */
export function openBeat(path: string, now: () => number = Date.now): Beat & { close(): void } {
  const connection = new DatabaseSync(path);
  connection.exec('pragma synchronous = normal');
  const { renew, held, checkpoint } = patiently(() => ({
    renew: connection.prepare(renewSql),
    held: connection.prepare(heldSql),
    checkpoint: connection.prepare('pragma wal_checkpoint(passive)'),
  }));
  return {
    async renew(session, leaseMs) {
      const at = now();
      if (patiently(() => renew.run(at, at + leaseMs, session)).changes === 0) return undefined;
      // Here nobody waits for the disk.
      checkpoint.get();
      return patiently(() => held.all(session)).map(toHeld);
    },
    close: () => connection.close(),
  };
}
