// What renews the lease of a session and tells what it holds: for the store, and for the thread that beats beside it.

import type { SQLOutputValue } from 'node:sqlite';
import type { Held } from '../parts/sessions.ts';

/** Parameters: now, the end of the lease, the session. Changes nothing when it was buried. */
export const renewSql = 'update session set seen_ms = ?, expires_ms = ? where id = ?';

/** Parameter: the session. */
export const heldSql = 'select guid, fence, cancel from job where session = cast(? as text)';

export function toHeld({ guid, fence, cancel }: Record<string, SQLOutputValue>): Held {
  return {
    guid: String(guid),
    fence: Number(fence),
    cancel: cancel === null ? null : String(cancel),
  };
}
