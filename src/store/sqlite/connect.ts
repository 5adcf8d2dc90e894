// Opens the file: makes it if it is not there, brings its schema up to date, refuses what is not ours.

import { closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from '../../ground/make-folder.ts';
import { StoreError } from '../errors.ts';
import { Database } from './database.ts';
import { mayWrite, otherFile, toStoreError } from './failure.ts';
import { migrations } from './migrations.gen.ts';
import { patiently } from './patience.ts';
import { openToRead } from './read-only.ts';

/** 'hero' in ASCII, in the header of the file. */
const applicationId = 0x6865_726f;
/** A checkpoint waits for the disk, so it is left to the heartbeat's thread unless the log grows beyond this. */
const maxWalPages = 16_000;

/** `lasting` as in SqliteOptions. Throws StoreError; an empty file that was made for it is not left behind then. */
export function connect(path: string, readOnly: boolean, lasting = false): Database {
  const isNew = !existsSync(path);
  if (isNew) {
    if (readOnly)
      throw new StoreError('unreachable', `there is no store at ${path}`, 'run a script first, it makes one');
    makeFile(path);
  }
  let connection: DatabaseSync | undefined;
  try {
    connection = readOnly ? openToRead(path, lasting) : new DatabaseSync(path);
    const found = judge(connection, path);
    if (!readOnly) prepare(connection, found);
    else if (found < migrations.length) {
      // Left by an earlier version, or by a process that was killed while it made the file.
      connection.close();
      connect(path, false).close();
      connection = openToRead(path, lasting);
    }
    return new Database(path, connection);
  } catch (error) {
    close(connection);
    // Only as it was made: another process may have filled it since.
    if (isNew && statSync(path, { throwIfNoEntry: false })?.size === 0) rmSync(path);
    throw toStoreError(error, path);
  }
}

function makeFile(path: string): void {
  try {
    makeFolder(dirname(path), 0o700);
    // Params may hold secrets, so the file is its owner's alone; SQLite gives its side files the same mode.
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    throw new StoreError('unreachable', `cannot make ${path}`, mayWrite(path), { cause: error });
  }
}

/** The version of its schema; throws when the file is none of ours, or of a newer version. */
function judge(connection: DatabaseSync, path: string): number {
  const found = version(connection);
  if (found > migrations.length) {
    throw new StoreError(
      'newer',
      `${path} was written by a newer herorunner (schema ${found}, this one knows ${migrations.length})`,
      'update herorunner, or choose another file for the store',
    );
  }
  if (isForeign(connection)) {
    throw new StoreError('corrupt', `${path} is a database of another program`, otherFile);
  }
  return found;
}

function prepare(connection: DatabaseSync, found: number): void {
  // Several processes may make the same file at the same time.
  patiently(() => connection.exec('pragma journal_mode = wal'));
  patiently(() =>
    connection.exec(`
      pragma synchronous = normal;
      pragma wal_autocheckpoint = ${maxWalPages};
      pragma journal_size_limit = ${maxWalPages * 4096};
      pragma cache_size = -16000;
      pragma temp_store = memory`),
  );
  if (found < migrations.length) migrate(connection);
}

function migrate(connection: DatabaseSync): void {
  patiently(() => connection.exec('begin immediate'));
  try {
    // Another process may have done it while this one waited for the lock.
    const found = version(connection);
    for (const sql of migrations.slice(found)) connection.exec(sql);
    connection.exec(`pragma application_id = ${applicationId}; pragma user_version = ${migrations.length}; commit`);
  } catch (error) {
    connection.close();
    throw error;
  }
}

function close(connection: DatabaseSync | undefined): void {
  try {
    connection?.close();
  } catch {
    // It was never open.
  }
}

/** Even a read may have to wait: after a sudden death the next process repairs the log, under a lock. */
function version(connection: DatabaseSync): number {
  return Number(patiently(() => connection.prepare('pragma user_version').get())?.user_version ?? 0);
}

/** One statement, so one moment: another process may be making the tables right now. */
function isForeign(connection: DatabaseSync): boolean {
  const sql = `select application_id as id, exists (select 1 from sqlite_schema) as used from pragma_application_id`;
  const row = patiently(() => connection.prepare(sql).get());
  return row?.used === 1 && row.id !== applicationId;
}
