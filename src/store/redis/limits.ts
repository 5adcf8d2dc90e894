// Limits on Redis: kept in a hash of our own, `kind:name` → max.

import { sorted, toLimit } from '../limits.ts';
import type * as port from '../ports.ts';
import type { Connection } from './connect.ts';
import type { Functions } from './functions.ts';

export class Limits implements port.LimitStore {
  readonly #connection: Connection;
  readonly #functions: Functions;
  readonly #key: string;

  /** `own`: before the names of our own keys. */
  constructor(connection: Connection, functions: Functions, own: string) {
    this.#connection = connection;
    this.#functions = functions;
    this.#key = `${own}limits`;
  }

  async setLimit({ kind, name, max }: port.Limit): Promise<void> {
    await this.#functions.act('hr_limit', kind, name, max);
  }

  async removeLimit(kind: port.LimitKind, name: string): Promise<boolean> {
    return (await this.#functions.act('hr_limit', kind, name, '')) === 1;
  }

  async limits(): Promise<port.Limit[]> {
    const values = (await this.#connection.send('HGETALL', this.#key)) as string[];
    const limits: port.Limit[] = [];
    for (let i = 0; i < values.length; i += 2) limits.push(toLimit(values[i] ?? '', Number(values[i + 1])));
    return sorted(limits);
  }

  /** Bytes that the server uses, and from how many on jobs are refused. */
  async room(): Promise<{ bytes: number; maxBytes: number | null }> {
    const [used = 0, max = 0] = (await this.#functions.read('hr_room')) as number[];
    return { bytes: used, maxBytes: max === 0 ? null : max };
  }
}
