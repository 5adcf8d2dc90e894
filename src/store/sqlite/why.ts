// Where a job stands and what it waits for.

import { maxLost } from '../../lifecycle/life.ts';
import type { OutcomeKind } from '../../records/outcome.ts';
import type { JobWait } from '../../records/wait.ts';
import type { JobState } from '../../records/words.ts';
import type { Database } from './database.ts';
import { heldUnder, jobLimits } from './room.ts';
import { type JobRow, rowColumns, toRow } from './rows.ts';

/** Needed jobs that are named. */
const mostNeeds = 3;

/** Undefined if there is no such job. */
export function why(db: Database, guid: string): JobWait | undefined {
  const values = db.row(
    `select ${rowColumns}, job.seq, job.priority, job.outcome, job.message from job where guid = ?`,
    guid,
  );
  if (values === undefined) return undefined;
  const row = toRow(values);
  const [seq, priority, outcome, message] = values.slice(-4);
  const { state, agent, session, startedMs, endedMs, attempt, cancel } = row.life;
  switch (state) {
    case 'ok':
    case 'error':
      return { kind: 'ended', outcome: outcome as OutcomeKind, message: String(message), at: endedMs ?? 0 };
    case 'planned':
      return { kind: 'slot', agent: agent ?? '', leaseUntil: leaseOf(db, session) };
    case 'running': {
      const leaseUntil = leaseOf(db, session);
      return { kind: 'running', agent: agent ?? '', since: startedMs ?? 0, attempt, cancel, leaseUntil };
    }
    default:
      return waits(db, row, Number(priority), Number(seq));
  }
}

function waits(db: Database, row: JobRow, priority: number, seq: number): JobWait {
  const { life, terms, lane } = row;
  if (life.unmet > 0) return needs(db, row.id);
  if (life.undecided !== null) {
    const isVain = life.candidates?.length === 0;
    return { kind: 'decision', lane, isVain, until: life.due, lost: life.lost, maxLost };
  }
  if (life.inbox !== null) {
    const since = life.scheduledMs ?? 0;
    const limit = holdsBack(db, row, life.inbox);
    if (limit !== undefined) return { kind: 'limit', ...limit, held: heldUnder(db, limit.id), since };
    const ahead = Number(db.value(aheadSql, life.inbox, lane, priority, seq, row.id));
    const { inbox: agent, due: until } = life;
    return { kind: 'inbox', agent, lane, position: ahead + 1, since, seen: lastSeen(db, agent), until };
  }
  const until = life.notBefore;
  if (life.state === 'created') return { kind: 'delay', until };
  return { kind: 'back-off', until, round: life.round + 1, rounds: terms.retry + 1 };
}

/** The limit that has parked it, or that a claim would find full. */
function holdsBack(db: Database, row: JobRow, agent: string): { id: string; max: number } | undefined {
  const limits = jobLimits(db);
  const parked = String(db.value('select parked from job where id = ?', row.id));
  const ids = [parked, `agent:${agent}`, `actor:${row.actor}`, `source:${row.source}`];
  for (const id of ids) {
    const max = limits.get(id);
    if (max !== undefined && (id === parked || heldUnder(db, id) >= max)) return { id, max };
  }
  return undefined;
}

function needs(db: Database, id: number): JobWait {
  const open = db.rows(needsSql, id).map(([guid, state, label]) => ({
    guid: String(guid),
    label: typeof label === 'string' ? label : null,
    state: String(state) as JobState,
  }));
  return { kind: 'needs', open: open.slice(0, mostNeeds), more: Math.max(0, open.length - mostNeeds) };
}

function lastSeen(db: Database, agent: string): number | null {
  const seen = db.value(seenSql, agent);
  return typeof seen === 'number' ? seen : null;
}

/** When the lease of a process ends. */
function leaseOf(db: Database, session: string | null): number | null {
  const until = db.value('select expires_ms from session where id = ?', session);
  return typeof until === 'number' ? until : null;
}

const aheadSql = `select count(*) from job where inbox = cast(? as text) and lane = cast(? as text)
  and parked is null and (priority, seq, id) < (?, ?, ?)`;

const needsSql = `select job.guid, job.state, spec.label from dependency join job on job.id = dependency.needs
  join spec on spec.job = job.id where dependency.job = ? and job.ended_ms is null order by job.id`;

const seenSql = `select max(seen_ms) from (
  select seen_ms from session where agent = ?1 union all select seen_ms from presence where agent = ?1)`;
