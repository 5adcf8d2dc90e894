// Whether the file is sound and what it says fits together; how it is mended is in mend.ts.

import type { Finding, RepairStore } from '../../parts/repair.ts';
import type { Core } from '../core.ts';
import type { Database } from '../database.ts';
import { findFullDisk } from '../disk.ts';
import { mayWrite } from '../failure.ts';
import { mend } from '../mend.ts';
import { mayChange } from '../read-only.ts';
import { registryTables } from './registry.ts';
import { inspectSchedules } from './schedules.ts';

export function repairStore(core: Core): RepairStore {
  return {
    async inspect() {
      return [...inspectRights(core.db.path), ...core.db.look(() => inspect(core.db))];
    },
    async inspectPlace() {
      const full = findFullDisk(core.db.path);
      return full === undefined ? [] : [{ message: full.message, help: full.help }];
    },
    async checkWrites() {
      const full = findFullDisk(core.db.path);
      if (full !== undefined) throw full;
    },
    async repair() {
      const all: string[] = [];
      while (true) {
        const { done, more } = core.work(mend);
        all.push(...done);
        if (!more || done.length === 0) return all;
      }
    },
  };
}

/** Findings of one kind that are spelled out. */
const shown = 20;

interface Rule {
  /** Selects the guids (or ids) that break it. */
  sql: string;
  message: (id: string) => string;
  help?: string;
}

const rules: readonly Rule[] = [
  {
    sql: `select guid as id from job where state not in ('created', 'scheduled', 'planned', 'running', 'ok', 'error')`,
    message: (id) => `job ${id} is in no known state`,
  },
  {
    sql: `select guid as id from job where (state in ('ok', 'error')) <> (ended_ms is not null)
      or (state = 'ok') <> (outcome is 'ok') or (state = 'error' and (outcome is null or outcome = 'ok'))`,
    message: (id) => `the state of job ${id} and its end do not fit`,
  },
  {
    sql: `select guid as id from job where ended_ms is not null
      and (inbox is not null or session is not null or due is not null or undecided is not null)`,
    message: (id) => `job ${id} has ended but is still in an inbox, held, or due`,
  },
  {
    sql: `select guid as id from job where inbox is not null and state <> 'scheduled'`,
    message: (id) => `job ${id} is in an inbox but not scheduled`,
  },
  {
    sql: `select guid as id from job where parked is not null
      and (inbox is null or parked not in (select id from limits))`,
    message: (id) => `job ${id} is held back by a limit that does not know of it`,
  },
  {
    sql: `select guid as id from job where (state in ('planned', 'running')) <> (session is not null)`,
    message: (id) => `job ${id} is held by no session, or held although it does not run`,
  },
  {
    sql: `select guid as id from job where session is not null and session not in (select id from session)`,
    message: (id) => `job ${id} is held by a session that is not known`,
  },
  {
    sql: `select guid as id from job where state in ('created', 'scheduled')
      and unmet = 0 and inbox is null and due is null and undecided is null`,
    message: (id) => `job ${id} waits for nothing and would wait for ever`,
  },
  {
    sql: `select guid as id from job where state = 'scheduled' and inbox is not null and due is null and schedule_ms > 0`,
    message: (id) => `job ${id} is in an inbox without a deadline`,
  },
  {
    sql: `select guid as id from job where state = 'running' and due is null and timeout_ms > 0`,
    message: (id) => `job ${id} runs without a deadline`,
  },
  {
    sql: `select guid as id from job where ended_ms is null and unmet <> (
        select count(*) from dependency join job needed on needed.id = dependency.needs
        where dependency.job = job.id and needed.ended_ms is null)`,
    message: (id) => `job ${id} counts its open dependencies wrongly`,
  },
  {
    sql: `select guid as id from job left join spec on spec.job = job.id where spec.job is null`,
    message: (id) => `job ${id} has no record`,
  },
  {
    sql: `select guid as id from job join spec on spec.job = job.id
      where not json_valid(spec.json || '}') or not json_valid(coalesce(spec.status, '{}'))
        or not json_valid(coalesce(job.candidates, '[]')) or not json_valid(coalesce(job.result, 'null'))`,
    message: (id) => `the record of job ${id} is not JSON`,
  },
  ...registryTables.map((table) => ({
    sql: `select id from ${table} where not json_valid(json)`,
    message: (id: string) => `${table} ${id} is not JSON`,
    help: `correct it with \`sqlite3\` in the table ${table}, or define it again`,
  })),
  {
    sql: `select first as id from event_batch where not json_valid(body)`,
    message: (id) => `the events from ${id} on are not JSON`,
  },
];

const damaged = 'move the file aside and restore a copy; `sqlite3 FILE .recover` may save its content';
const ours = 'please report it, with the output of `hero job get`';

/** Who may only read it is shown what it holds; a run needs more. */
function inspectRights(path: string): Finding[] {
  return mayChange(path) ? [] : [{ message: 'it takes no jobs from you: you may only read it', help: mayWrite(path) }];
}

function inspect(db: Database): Finding[] {
  const findings: Finding[] = [];
  for (const row of db.once('pragma quick_check').all()) {
    const said = String(row.quick_check);
    if (said !== 'ok') findings.push({ message: `the file is damaged: ${said}`, help: damaged });
  }
  if (findings.length > 0) return findings;
  return db.read(() => [...rules.flatMap((rule) => broken(db, rule)), ...inspectSchedules(db)]);
}

function broken(db: Database, rule: Rule): Finding[] {
  const ids = db.once(rule.sql).all();
  const findings: Finding[] = ids
    .slice(0, shown)
    .map((row) => ({ message: rule.message(String(row.id)), help: rule.help ?? ours }));
  if (ids.length > shown) findings.push({ message: `and ${ids.length - shown} more of the same kind` });
  return findings;
}
