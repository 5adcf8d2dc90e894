// Schedules in the file: a change and the jobs it makes are one transaction.

import type { SQLOutputValue } from 'node:sqlite';
import { scheduleDue } from '../../../records/schedule.ts';
import type { Finding } from '../../parts/repair.ts';
import type {
  DueSchedules,
  ScheduleAnswer,
  ScheduleChange,
  ScheduleStore,
  StoredSchedule,
} from '../../parts/schedules.ts';
import { inspectSchedule, readSchedule, readSchedules, type ScheduleTexts } from '../../schedule-text.ts';
import type { Core } from '../core.ts';
import type { Database } from '../database.ts';
import { submit } from '../submit.ts';
import type { Transaction } from '../transaction.ts';

export function scheduleStore(core: Core): ScheduleStore {
  const { db } = core;
  return {
    async schedules() {
      return db.look(() => all(db));
    },
    async schedule(name) {
      return db.look(() => find(db, name));
    },
    async dueSchedules(limit, skip = 0) {
      return db.read(() => due(db, core.now(), limit, skip));
    },
    async changeSchedule(change) {
      return core.transact((tx) => changeSchedule(tx, change));
    },
    async removeSchedule(name) {
      return db.write(() => db.sql('delete from schedule where name = ?').run(name).changes > 0);
    },
    async openRuns(runs) {
      return db.look(() => openRuns(db, runs));
    },
  };
}

const columns = 'name, revision, json, state';

function all(db: Database): StoredSchedule[] {
  return readSchedules(db.rows(`select ${columns} from schedule order by name`).map(toTexts));
}

function find(db: Database, name: string): StoredSchedule | undefined {
  const row = db.row(`select ${columns} from schedule where name = ?`, name);
  return row === undefined ? undefined : readSchedule(toTexts(row));
}

function due(db: Database, now: number, limit: number, skip: number): DueSchedules {
  const rows = db.rows(
    `select ${columns} from schedule where due <= cast(? as integer) order by due, name
     limit cast(? as integer) offset cast(? as integer)`,
    now,
    limit,
    skip,
  );
  const next = db.value('select min(due) from schedule where due > cast(? as integer)', now);
  const nextDue = typeof next === 'number' ? next : null;
  return { now, due: readSchedules(rows.map(toTexts)), looked: rows.length, nextDue };
}

function changeSchedule(tx: Transaction, { name, expected, schedule, state, batch }: ScheduleChange): ScheduleAnswer {
  const { db } = tx;
  const [revision = 0, before = null, stands = null] =
    db.row('select revision, json, state from schedule where name = ?', name) ?? [];
  const json = schedule === undefined ? before : JSON.stringify(schedule);
  const text = JSON.stringify(state);
  // Somebody who repeats it finds his own change.
  if (revision !== expected) return before === json && stands === text ? 'done' : 'stale';
  if (batch.length > 0 && !submit(tx, batch).ok) return 'refused';
  db.sql(`update counter set value = value + 1 where name = 'schedule'`).run();
  db.sql(
    `insert or replace into schedule(name, revision, due, json, state)
     values (?, (select value from counter where name = 'schedule'), ?, ?, ?)`,
  ).run(name, scheduleDue(state), json, text);
  return 'done';
}

export function inspectSchedules(db: Database): Finding[] {
  return db.rows(`select ${columns}, due from schedule order by name`).flatMap((row) => {
    const due = row[4];
    return inspectSchedule(toTexts(row), typeof due === 'number' ? due : null);
  });
}

function openRuns(db: Database, runs: readonly string[]): string[] {
  const sql = `select asked.value from json_each(?) asked where exists (
    select 1 from job where job.run = cast(asked.value as text) and job.ended_ms is null)`;
  return db.rows(sql, JSON.stringify(runs)).map(([run]) => String(run));
}

function toTexts([name, revision, schedule, state]: SQLOutputValue[]): ScheduleTexts {
  return { name: String(name), revision: Number(revision), schedule: String(schedule), state: String(state) };
}
