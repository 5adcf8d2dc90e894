// Schedules in the file: a change and the jobs it makes are one transaction.

import type { SQLOutputValue } from 'node:sqlite';
import { type Schedule, type ScheduleState, scheduleDue } from '../../records/schedule.ts';
import type { DueSchedules, ScheduleAnswer, ScheduleChange, StoredSchedule } from '../ports.ts';
import type { Database } from './database.ts';
import { submit } from './submit.ts';
import type { Work } from './work.ts';

const columns = 'revision, json, state';

export function all(db: Database): StoredSchedule[] {
  return db.rows(`select ${columns} from schedule order by name`).map(toSchedule);
}

export function find(db: Database, name: string): StoredSchedule | undefined {
  const row = db.row(`select ${columns} from schedule where name = ?`, name);
  return row === undefined ? undefined : toSchedule(row);
}

export function due(db: Database, now: number, limit: number): DueSchedules {
  const rows = db.rows(
    `select ${columns} from schedule where due <= cast(? as integer) order by due, name limit cast(? as integer)`,
    now,
    limit,
  );
  const next = db.value('select min(due) from schedule where due > cast(? as integer)', now);
  return { now, due: rows.map(toSchedule), nextDue: typeof next === 'number' ? next : null };
}

export function change(work: Work, { name, expected, schedule, state, batch }: ScheduleChange): ScheduleAnswer {
  const { db } = work;
  const [revision = 0, json = null] = db.row('select revision, json from schedule where name = ?', name) ?? [];
  if (revision !== expected) return 'stale';
  if (batch.length > 0 && !submit(work, batch).ok) return 'refused';
  db.sql(`update counter set value = value + 1 where name = 'schedule'`).run();
  db.sql(
    `insert or replace into schedule(name, revision, due, json, state)
     values (?, (select value from counter where name = 'schedule'), ?, ?, ?)`,
  ).run(name, scheduleDue(state), schedule === undefined ? json : JSON.stringify(schedule), JSON.stringify(state));
  return 'done';
}

export function remove(db: Database, name: string): boolean {
  return db.sql('delete from schedule where name = ?').run(name).changes > 0;
}

export function openRuns(db: Database, runs: readonly string[]): string[] {
  const sql = `select asked.value from json_each(?) asked where exists (
    select 1 from job where job.run = cast(asked.value as text) and job.ended_ms is null)`;
  return db.rows(sql, JSON.stringify(runs)).map(([run]) => String(run));
}

function toSchedule([revision, json, state]: SQLOutputValue[]): StoredSchedule {
  return {
    schedule: JSON.parse(String(json)) as Schedule,
    state: JSON.parse(String(state)) as ScheduleState,
    revision: Number(revision),
  };
}
