// Open jobs as this process last wrote or read them, so that a claim or a finish need not read them again. Good for as
// long as no other connection has written to the file, which the engine tells at the start of a transaction.

import type { Database } from './database.ts';
import type { RecordPart } from './record.ts';
import type { JobRow } from './rows.ts';

/** A row with its record, once somebody has asked for it. */
export interface Entry {
  readonly row: JobRow;
  record: RecordPart | undefined;
  /** Number of its last log line, once somebody has looked. */
  lines: number | undefined;
}

const maxEntries = 10_000;
/** A longer record is read again when it is needed. */
const maxRecord = 2_048;

export class Cache {
  readonly #db: Database;
  readonly #byGuid = new Map<string, Entry>();
  readonly #byId = new Map<number, Entry>();
  readonly #facts = new Map<string, unknown>();
  #version: unknown;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Forgets all if somebody else has written: the first thing in a transaction. */
  validate(): void {
    const version = this.#db.value('pragma data_version');
    if (version !== this.#version) this.clear();
    this.#version = version;
  }

  /** Something else that is true until somebody writes: read once. Who changes it calls `forgetFacts`. */
  fact<T>(name: string, read: () => T): T {
    if (this.#facts.has(name)) return this.#facts.get(name) as T;
    const value = read();
    this.#facts.set(name, value);
    return value;
  }

  forgetFacts(): void {
    this.#facts.clear();
  }

  learn(name: string, value: unknown): void {
    this.#facts.set(name, value);
  }

  byGuid(guid: string): Entry | undefined {
    return this.#byGuid.get(guid);
  }

  byId(id: number): Entry | undefined {
    return this.#byId.get(id);
  }

  keep(row: JobRow, record?: RecordPart): Entry {
    const kept = record !== undefined && record.json.length <= maxRecord ? record : undefined;
    // Who brings the record brings a new job, which has no lines yet.
    const entry: Entry = { row, record: kept, lines: record === undefined ? undefined : 0 };
    if (this.#byId.size < maxEntries) {
      this.#byGuid.set(row.guid, entry);
      this.#byId.set(row.id, entry);
    }
    return entry;
  }

  drop(row: JobRow): void {
    this.#byGuid.delete(row.guid);
    this.#byId.delete(row.id);
  }

  clear(): void {
    this.#byGuid.clear();
    this.#byId.clear();
    this.#facts.clear();
  }
}
