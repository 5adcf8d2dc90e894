// One connection to the file: statements prepared once, and transactions that take the write lock before they read.
//
// A bare parameter of a limit, or next to a column of a partial index, makes the engine prepare the statement anew for
// each value, since the plan may depend on it; that costs more than the query. So such places say `cast(? as text)`.
//
// A value that is needed twice has a name, `:part`: Node 22 does not bind numbers like `?1` by position.

import { type DatabaseSync, type SQLInputValue, type SQLOutputValue, StatementSync } from 'node:sqlite';
import { toStoreError } from './failure.ts';
import { patiently } from './patience.ts';

export class Database {
  readonly path: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #arrays = new Map<string, StatementSync>();

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

  /** Rows as arrays of their columns, which costs a third of what objects do. */
  rows(text: string, ...values: SQLInputValue[]): SQLOutputValue[][] {
    return asArrays(this.#array(text).all(...values));
  }

  /** The first row as an array of its columns. */
  row(text: string, ...values: SQLInputValue[]): SQLOutputValue[] | undefined {
    const found = this.#array(text).get(...values);
    return found === undefined ? undefined : asArray(found);
  }

  /** The first column of the first row. */
  value(text: string, ...values: SQLInputValue[]): SQLOutputValue | undefined {
    return this.row(text, ...values)?.[0];
  }

  #array(text: string): StatementSync {
    let statement = this.#arrays.get(text);
    if (statement === undefined) {
      statement = this.#connection.prepare(text);
      if (returnsArrays) statement.setReturnArrays(true);
      this.#arrays.set(text, statement);
    }
    return statement;
  }

  /** A statement that is used once. */
  once(text: string): StatementSync {
    return this.#connection.prepare(text);
  }

  /** Runs `body` under the write lock; commits what it did, or nothing if it throws. */
  write<T>(body: () => T): T {
    return this.guard(() => this.#transaction('begin immediate', body));
  }

  /** Several reads that see the same state. */
  read<T>(body: () => T): T {
    return this.look(() => this.#transaction('begin', body));
  }

  /** A read of one statement. */
  look<T>(body: () => T): T {
    return this.guard(() => patiently(body));
  }

  #transaction<T>(begin: 'begin' | 'begin immediate', body: () => T): T {
    patiently(() => this.sql(begin).run());
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
    this.#arrays.clear();
    this.#connection.close();
  }
}

// Node has it since 22.16; before that the order of the members is that of the columns.
const returnsArrays = 'setReturnArrays' in StatementSync.prototype;

function asArray(row: unknown): SQLOutputValue[] {
  return (returnsArrays ? row : Object.values(row as object)) as SQLOutputValue[];
}

function asArrays(rows: unknown[]): SQLOutputValue[][] {
  return (returnsArrays ? rows : rows.map(asArray)) as SQLOutputValue[][];
}
