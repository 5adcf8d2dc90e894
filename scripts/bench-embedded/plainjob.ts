// plainjob, on node:sqlite instead of better-sqlite3 so that both use the same SQLite. Adds all jobs in one batch, then
// works them off; the best of one and four workers in the process counts.

import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { type Connection, defineQueue, defineWorker } from 'plainjob';
import { quantiles } from '../quantiles.ts';
import type { Measurement } from './measurement.ts';

export async function runPlainjob(jobs: number, dir: string): Promise<Measurement> {
  const one = await measure(jobs, 1, join(dir, 'one.db'));
  const four = await measure(jobs, 4, join(dir, 'four.db'));
  return one.workMs < four.workMs ? one : four;
}

async function measure(jobs: number, workers: number, path: string): Promise<Measurement> {
  const silent = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
  const queue = defineQueue({ connection: connect(path), logger: silent });
  const payloads = Array.from({ length: jobs }, (_, i) => ({ text: `job ${i}` }));
  const times: number[] = [];
  const began = performance.now();
  queue.addMany('echo', payloads);
  let resolveAll: () => void = () => {};
  const all = new Promise<void>((resolve) => {
    resolveAll = resolve;
  });
  const list = Array.from({ length: workers }, () =>
    defineWorker('echo', async (job) => void JSON.parse(job.data), {
      queue,
      logger: silent,
      onCompleted: () => {
        times.push(performance.now() - began);
        if (times.length === jobs) resolveAll();
      },
    }),
  );
  for (const worker of list) void worker.start();
  await all;
  const workMs = performance.now() - began;
  await Promise.all(list.map((worker) => worker.stop()));
  queue.close();
  return { jobs, planMs: 0, workMs, ...quantiles(times) };
}

/** The connection plainjob asks for, over node:sqlite. */
function connect(path: string): Connection {
  const database = new DatabaseSync(path);
  const prepare = (sql: string) => {
    const statement = database.prepare(sql);
    statement.setAllowUnknownNamedParameters(true);
    return {
      run: (...params: SQLInputValue[]) => {
        const { changes, lastInsertRowid } = statement.run(...params);
        return { changes: Number(changes), lastInsertRowid };
      },
      get: (...params: SQLInputValue[]) => statement.get(...params),
      all: (...params: SQLInputValue[]) => statement.all(...params),
    };
  };
  const inTransaction =
    (begin: string, work: (...args: unknown[]) => unknown) =>
    (...args: unknown[]) => {
      database.exec(begin);
      try {
        const result = work(...args);
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    };
  return {
    driver: 'better-sqlite3',
    filename: path,
    pragma: (text: string) => database.exec(`PRAGMA ${text}`),
    exec: (sql: string) => database.exec(sql),
    prepare,
    transaction: (work: (...args: unknown[]) => unknown) =>
      Object.assign(inTransaction('BEGIN', work), {
        default: inTransaction('BEGIN', work),
        deferred: inTransaction('BEGIN DEFERRED', work),
        immediate: inTransaction('BEGIN IMMEDIATE', work),
        exclusive: inTransaction('BEGIN EXCLUSIVE', work),
      }),
    close: () => database.close(),
  } as unknown as Connection;
}
