// Limits on Redis: kept in a hash of our own, `kind:name` → max.

import { sorted, toLimit } from '../limits.ts';
import type * as port from '../ports.ts';
import type { Connection } from './connect.ts';
import type { Functions } from './functions.ts';

export class Limits implements port.LimitStore {
  readonly #connection: Connection;
  readonly #functions: Functions;
  /** Key of the sessions by their leases. */
  readonly #sessions: string;

  /** `own`: before the names of our own keys. */
  constructor(connection: Connection, functions: Functions, own: string) {
    this.#connection = connection;
    this.#functions = functions;
    this.#sessions = `${own}leases`;
  }

  async setLimit({ kind, name, max }: port.Limit): Promise<void> {
    await this.#functions.act('hr_limit', kind, name, max);
    if (kind === 'store') return;
    // From now on claims and ends are counted; these are the jobs that were claimed before.
    const sessions = (await this.#connection.send('ZRANGE', this.#sessions, 0, -1)) as string[];
    for (const session of sessions) {
      let cursor = '';
      do {
        cursor = String(await this.#functions.act('hr_limit_held', kind, name, session, cursor));
      } while (cursor !== '');
    }
  }

  async removeLimit(kind: port.LimitKind, name: string): Promise<boolean> {
    let word: unknown;
    do {
      word = await this.#functions.act('hr_limit_remove', kind, name);
    } while (word === 'again');
    return word === 'removed';
  }

  async limits(): Promise<port.LimitSheet[]> {
    const values = (await this.#functions.read('hr_limits')) as (string | number)[];
    const sheets: port.LimitSheet[] = [];
    for (let i = 0; i < values.length; i += 4) {
      const [id, max, used, waiting] = values.slice(i, i + 4);
      sheets.push({ ...toLimit(String(id), Number(max)), used: Number(used), waiting: Number(waiting) });
    }
    for (const sheet of sheets) if (sheet.kind === 'store') sheet.used = (await this.room()).bytes;
    return sorted(sheets);
  }

  /** Bytes that the server uses, and from how many on jobs are refused. */
  async room(): Promise<{ bytes: number; maxBytes: number | null }> {
    const [used = 0, max = 0] = (await this.#functions.read('hr_room')) as number[];
    return { bytes: used, maxBytes: max === 0 ? null : max };
  }
}
