// Why a job is not done yet, in one sentence.

import { maxLost } from '../../lifecycle/life.ts';
import type { Database } from './database.ts';
import { nobodyRuns } from './parts/runners.ts';
import { heldUnder, jobLimits } from './room.ts';
import { type JobRow, rowColumns, toRow } from './rows.ts';

/** Undefined if there is no such job. */
export function why(db: Database, guid: string, now: number): string | undefined {
  const values = db.row(
    `select ${rowColumns}, job.seq, job.priority, job.outcome, job.message from job where guid = ?`,
    guid,
  );
  if (values === undefined) return undefined;
  const row = toRow(values);
  const [seq, priority, outcome, message] = values.slice(-4);
  const { life } = row;
  switch (life.state) {
    case 'ok':
      return `it ended ok ${ago(now, life.endedMs)}`;
    case 'error':
      return `it ended in error (${outcome}) ${ago(now, life.endedMs)}${message === '' ? '' : `: ${message}`}`;
    case 'planned':
      return `agent ${short(life.agent)} has it and waits for a free slot of the actor; ${lease(db, life.session, now)}`;
    case 'running': {
      const since = `running on agent ${short(life.agent)} for ${span(now, life.startedMs)}, attempt ${life.attempt}`;
      const asked = life.cancel === null ? '' : `; its cancel was requested: ${life.cancel}`;
      return `${since}${asked}; ${lease(db, life.session, now)}`;
    }
    default:
      return waits(db, row, Number(priority), Number(seq), now);
  }
}

function laneText({ lane }: JobRow): string {
  return lane === '' ? '' : ` (lane ${lane})`;
}

function waits(db: Database, row: JobRow, priority: number, seq: number, now: number): string {
  const { life, terms } = row;
  if (life.unmet > 0) return `waits for ${needs(db, row.id)}`;
  if (life.undecided !== null) {
    const what = life.candidates === null ? '' : life.candidates.length === 0 ? ': no agent could take it so far' : '';
    const patience = life.due === null ? '' : `; given up in ${span(life.due, now)}`;
    const lost = life.lost === 0 ? '' : ` after ${life.lost} of at most ${maxLost} lost agents`;
    return `waits${lost} for a decision who may execute it${laneText(row)}${what}${patience}${nobodyRuns(db, now)}`;
  }
  const limit = life.inbox === null ? undefined : holdsBack(db, row, life.inbox);
  if (limit !== undefined) {
    const { id, max } = limit;
    return (
      `held back by the limit on ${id.replace(':', ' ')}: ${heldUnder(db, id)} of at most ${max} run; ` +
      `waits for ${span(now, life.scheduledMs)}`
    );
  }
  if (life.inbox !== null) {
    const ahead = Number(
      db
        .sql(
          `select count(*) as n from job where inbox = cast(? as text) and lane = cast(? as text)
           and parked is null and (priority, seq, id) < (?, ?, ?)`,
        )
        .get(life.inbox, row.lane, priority, seq, row.id)?.n,
    );
    return (
      `in the inbox of agent ${short(life.inbox)}${laneText(row)} at position ${ahead + 1}; ` +
      `nobody has taken it for ${span(now, life.scheduledMs)}; ${heartbeat(db, life.inbox, now)}`
    );
  }
  const until = new Date(life.notBefore).toISOString();
  const nobody = nobodyRuns(db, now);
  if (life.state === 'created') {
    return `delayed until ${until}, that is for another ${span(life.notBefore, now)}${nobody}`;
  }
  return `back-off until ${until}, then round ${life.round + 1} of ${terms.retry + 1}${nobody}`;
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

function needs(db: Database, id: number): string {
  const rows = db
    .sql(
      `select job.guid, job.state, spec.label from dependency join job on job.id = dependency.needs
       join spec on spec.job = job.id where dependency.job = ? and job.ended_ms is null order by job.id`,
    )
    .all(id);
  const shown = rows.slice(0, 3).map((row) => {
    const label = row.label === null ? '' : `${row.label}, `;
    return `${row.guid} (${label}${row.state})`;
  });
  const more = rows.length - shown.length;
  const last = more > 0 ? `${more} more` : shown.pop();
  return shown.length === 0 ? `job ${last}` : `jobs ${shown.join(', ')} and ${last}`;
}

function heartbeat(db: Database, agent: string | null, now: number): string {
  const row = db
    .sql(
      `select max(seen_ms) as seen from (
         select seen_ms from session where agent = :agent union all select seen_ms from presence where agent = :agent)`,
    )
    .get({ agent });
  const seen = row?.seen;
  return typeof seen === 'number'
    ? `that agent's last heartbeat was ${ago(now, seen)}`
    : 'that agent was never seen here';
}

/** Of the process that has a job. */
function lease(db: Database, session: string | null, now: number): string {
  const till = db.value('select expires_ms from session where id = ?', session);
  return typeof till === 'number'
    ? `its process has a lease for another ${span(till, now)}`
    : 'its process is not known';
}

function ago(now: number, then: number | null): string {
  return `${span(now, then)} ago`;
}

/** Whole seconds from `then` to `now`. */
function span(now: number, then: number | null): string {
  return `${Math.max(0, Math.round((now - (then ?? now)) / 1000))} s`;
}

function short(agent: string | null): string {
  return agent === null ? 'unknown' : agent.length > 12 ? agent.slice(0, 12) : agent;
}
