// Sessions in the file: processes of agents with their leases, and the runs that nobody follows any more.

import { holderLost } from '../../../lifecycle/end.ts';
import { released } from '../../../lifecycle/hold.ts';
import { type Step, unchanged } from '../../../lifecycle/life.ts';
import { abandoned, passedOver } from '../../../lifecycle/place.ts';
import type { Held, OrphanRun, Session, SessionStore } from '../../parts/sessions.ts';
import type { Core } from '../core.ts';
import type { Database } from '../database.ts';
import { heldSql, renewSql, toHeld } from '../lease.ts';
import type { JobRow } from '../rows.ts';
import type { Transaction } from '../transaction.ts';

export function sessionStore(core: Core): SessionStore {
  const { db } = core;
  return {
    async openSession(session, leaseMs) {
      core.changeFacts(() => openSession(db, session, core.now(), leaseMs));
    },
    async beat(session, leaseMs) {
      return db.write(() => beat(db, session, core.now(), leaseMs));
    },
    async closeSession(session) {
      core.transact((tx) => closeSession(tx, session));
    },
    async bury(session) {
      return core.transact((tx) => bury(tx, session));
    },
    async sessions() {
      return db.look(() => sessions(db));
    },
    async held() {
      return db.look(() => held(db));
    },
    async abandon(agent) {
      core.transact((tx) => abandon(tx, agent));
    },
    async setDraining(agent, on) {
      core.transact((tx) => setDraining(tx, agent, on));
    },
    async draining() {
      return db.look(() => draining(db));
    },
    async orphanRuns(workspace) {
      return db.look(() => orphanRuns(db, workspace, core.now()));
    },
  };
}

function openSession(db: Database, session: Omit<Session, 'startedAt' | 'expiresAt'>, now: number, lease: number) {
  const { id, agent, lanes, run, host, pid, processStart } = session;
  db.sql('insert or replace into session values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    id,
    agent,
    JSON.stringify(lanes),
    run,
    host,
    pid,
    processStart,
    now,
    now,
    now + lease,
  );
  seen(db, agent, now);
}

function held(db: Database): Map<string, number> {
  const rows = db.sql('select agent, count(*) as jobs from job where session is not null group by agent').all();
  return new Map(rows.map(({ agent, jobs }) => [String(agent), Number(jobs)]));
}

function beat(db: Database, session: string, now: number, leaseMs: number): Held[] | undefined {
  if (db.sql(renewSql).run(now, now + leaseMs, session).changes === 0) return undefined;
  return db.sql(heldSql).all(session).map(toHeld);
}

/** What it holds goes back to the head of its inbox, in the order of submission. */
function closeSession(tx: Transaction, session: string): void {
  for (const row of tx.rows(tx.ids('select id from job where session = cast(? as text) order by id desc', session))) {
    tx.apply(row, released(row.life, row.terms, tx));
  }
  remove(tx, session, tx.now);
}

/** Returns how many jobs it held. */
function bury(tx: Transaction, session: string): number {
  const lost = loseHolder(tx, session, -1);
  remove(tx, session);
  return lost;
}

/** Sessions whose lease is over lose their jobs, at most `limit` of them, and go when they have none left. */
export function buryExpired(tx: Transaction, limit: number): number {
  if (tx.now < tx.grace) return 0;
  let lost = 0;
  for (const { id } of expired(tx.db, tx.now)) {
    lost += loseHolder(tx, id, limit - lost);
    if (lost >= limit && tx.db.sql('select 1 from job where session = cast(? as text) limit 1').get(id) !== undefined)
      break;
    remove(tx, id);
  }
  return lost;
}

/** At most `limit` jobs of a session that is dead go on without it. */
function loseHolder(tx: Transaction, session: string, limit: number): number {
  const ids = tx.ids(
    'select id from job where session = cast(? as text) order by id limit cast(? as integer)',
    session,
    limit,
  );
  for (const row of tx.rows(ids)) {
    tx.apply(row, holderLost(row.life, row.terms, 'the agent that had it was lost', tx));
  }
  return ids.length;
}

function expired(db: Database, now: number): { id: string }[] {
  return db.sql('select id from session where expires_ms <= ?').all(now) as { id: string }[];
}

/** `at`: when its agent was heard of, if not by the last beat. */
function remove(tx: Transaction, session: string, at?: number): void {
  tx.forgetFacts();
  const row = tx.db.sql('delete from session where id = ? returning agent, seen_ms').get(session);
  if (row !== undefined) seen(tx.db, String(row.agent), at ?? Number(row.seen_ms));
}

function seen(db: Database, agent: string, at: number): void {
  db.sql(
    `insert into presence(agent, seen_ms) values (?, ?)
     on conflict(agent) do update set seen_ms = max(seen_ms, excluded.seen_ms)`,
  ).run(agent, at);
}

function sessions(db: Database): Session[] {
  return db
    .sql('select * from session order by started_ms, id')
    .all()
    .map((row) => ({
      id: String(row.id),
      agent: String(row.agent),
      lanes: JSON.parse(String(row.lanes)) as string[],
      run: row.run === null ? null : String(row.run),
      host: String(row.host),
      pid: Number(row.pid),
      processStart: String(row.process_start),
      startedAt: Number(row.started_ms),
      expiresAt: Number(row.expires_ms),
    }));
}

/** What it has not begun goes to where it can go: what waits in its inbox, behind a limit there, or at itself for a slot. */
function setDraining(tx: Transaction, agent: string, on: boolean): void {
  const sql = on ? 'insert or ignore into draining(agent) values (?)' : 'delete from draining where agent = ?';
  tx.db.sql(sql).run(agent);
  tx.forgetFacts();
  if (!on) {
    tx.fill(agent, '');
    return;
  }
  for (const row of tx.rows(tx.ids(plannedSql, agent))) tx.apply(row, released(row.life, row.terms, tx));
  moveWaiting(tx, agent, (row) => passedOver(row.life, row.terms, tx));
}

function abandon(tx: Transaction, agent: string): void {
  moveWaiting(tx, agent, (row) => unchanged(abandoned(row.life, row.terms, tx)));
}

/** What waits in its inbox, and what a limit holds back there. */
function moveWaiting(tx: Transaction, agent: string, move: (row: JobRow) => Step): void {
  for (const row of tx.rows([...tx.ids(waitingSql, agent), ...tx.ids(parkedSql, agent)])) {
    const step = move(row);
    if (step.life !== row.life) tx.apply(row, step);
  }
}

function draining(db: Database): string[] {
  return db
    .sql('select agent from draining order by agent')
    .all()
    .map((row) => String(row.agent));
}

function orphanRuns(db: Database, workspace: string, now: number): OrphanRun[] {
  // '$' is the character after '#'.
  const rows = db
    .sql(
      `select run, lane, guid from job
       where run is not null and ended_ms is null and (lane = :workspace or (lane >= :workspace || '#' and lane < :workspace || '$'))
         and not exists (select 1 from session where session.run = job.run and session.expires_ms > :now)
       order by id`,
    )
    .all({ workspace, now });
  const orphans = new Map<string, OrphanRun>();
  for (const row of rows) {
    const run = String(row.run);
    const lane = String(row.lane);
    const orphan = orphans.get(run) ?? { run, lanes: [], open: [] };
    orphans.set(run, orphan);
    if (!orphan.lanes.includes(lane)) orphan.lanes.push(lane);
    orphan.open.push(String(row.guid));
  }
  return [...orphans.values()];
}

const plannedSql = `select id from job where session in (select id from session where agent = cast(? as text))
  and state = 'planned' and lane = '' order by id desc`;

const waitingSql = `select id from job where inbox = cast(? as text) and lane = '' and parked is null
  order by priority, seq, id`;

const parkedSql = `select id from job where parked is not null and inbox = cast(? as text) and lane = ''
  order by parked, priority, seq, id`;
