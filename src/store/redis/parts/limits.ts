// Limits on Redis: kept in a hash of our own, `kind:name` → max.

import { sorted, toLimit } from '../../limits.ts';
import type { LimitSheet, LimitStore } from '../../parts/limits.ts';
import type { Core } from '../core.ts';
import type { Functions } from '../functions.ts';

export function limitStore({ connection, functions, own }: Core): LimitStore {
  return {
    async setLimit({ kind, name, max }) {
      await functions.act('hr_limit', kind, name, max);
      if (kind === 'store') return;
      // From now on claims and ends are counted; these are the jobs that were claimed before.
      const sessions = (await connection.send('ZRANGE', `${own}leases`, 0, -1)) as string[];
      for (const session of sessions) {
        let cursor = '';
        do {
          cursor = String(await functions.tell('hr_limit_held', kind, name, session, cursor));
        } while (cursor !== '');
      }
    },

    async removeLimit(kind, name) {
      let word: unknown;
      do {
        word = await functions.act('hr_limit_remove', kind, name);
      } while (word === 'again');
      return word === 'removed';
    },

    async limits() {
      const values = (await functions.read('hr_limits')) as (string | number)[];
      const sheets: LimitSheet[] = [];
      for (let i = 0; i < values.length; i += 4) {
        const [id, max, used, waiting] = values.slice(i, i + 4);
        sheets.push({ ...toLimit(String(id), Number(max)), used: Number(used), waiting: Number(waiting) });
      }
      for (const sheet of sheets) if (sheet.kind === 'store') sheet.used = (await room(functions)).bytes;
      return sorted(sheets);
    },
  };
}

/** Bytes that the server uses, and from how many on jobs are refused. */
export async function room(functions: Functions): Promise<{ bytes: number; maxBytes: number | null }> {
  const [used = 0, max = 0] = (await functions.read('hr_room')) as number[];
  return { bytes: used, maxBytes: max === 0 ? null : max };
}
