// One connection to the file: statements prepared once, and transactions that take the write lock before they read.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { toStoreError } from './failure.ts';

export class Database {
  readonly path: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string, connection: DatabaseSync) {
    this.path = path;
    this.#connection = connection;
  }

  /** The prepared statement of this text; give constant texts, each is kept. */
  sql(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.#connection.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }

  /** A statement that is used once. */
  once(text: string): StatementSync {
    return this.#connection.prepare(text);
  }

  /** Runs `body` under the write lock; commits what it did, or nothing if it throws. */
  write<T>(body: () => T): T {
    return this.#transaction('begin immediate', body);
  }

  /** Several reads that see the same state. */
  read<T>(body: () => T): T {
    return this.#transaction('begin', body);
  }

  #transaction<T>(begin: 'begin' | 'begin immediate', body: () => T): T {
    return this.guard(() => {
      this.sql(begin).run();
      try {
        const value = body();
        this.sql('commit').run();
        return value;
      } catch (error) {
        try {
          this.sql('rollback').run();
        } catch {
          // The engine has rolled back by itself, as it does on a full disk.
        }
        throw error;
      }
    });
  }

  /** Engine errors come out as StoreError. */
  guard<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      throw toStoreError(error, this.path);
    }
  }

  close(): void {
    this.#statements.clear();
    this.#connection.close();
  }
}
