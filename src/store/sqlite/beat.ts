// Renews a session from a thread of its own, so that a busy event loop does not look dead. Imports nothing heavy.

import { DatabaseSync } from 'node:sqlite';
import type { Held } from '../parts/sessions.ts';
import { patiently } from './patience.ts';

export interface Beat {
  /** What the session holds; undefined when it was buried. Throws the engine's error if the file is out of reach. */
  renew(session: string, leaseMs: number): Held[] | undefined;
  close(): void;
}

/** A connection of its own to a store that exists. */
export function openBeat(path: string, now: () => number = Date.now): Beat {
  const connection = new DatabaseSync(path);
  connection.exec('pragma synchronous = normal');
  const { renew, held, checkpoint } = patiently(() => ({
    renew: connection.prepare('update session set seen_ms = ?, expires_ms = ? where id = ?'),
    held: connection.prepare('select guid, fence, cancel from job where session = cast(? as text)'),
    checkpoint: connection.prepare('pragma wal_checkpoint(passive)'),
  }));
  return {
    renew(session, leaseMs) {
      const at = now();
      if (patiently(() => renew.run(at, at + leaseMs, session)).changes === 0) return undefined;
      // Here nobody waits for the disk.
      checkpoint.get();
      return patiently(() => held.all(session)).map((row) => ({
        guid: String(row.guid),
        fence: Number(row.fence),
        cancel: row.cancel === null ? null : String(row.cancel),
      }));
    },
    close: () => connection.close(),
  };
}
