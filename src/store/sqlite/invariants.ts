// What holds of a file that is sound, each with how a job that breaks it is put right. In the order in which they are
// mended: one relies on those above it.

import { holderLost } from '../../lifecycle/end.ts';
import { type Life, type Step, timeoutGraceMs, unchanged } from '../../lifecycle/life.ts';
import { patience, place } from '../../lifecycle/place.ts';
import { dependencyFailed, recordDeleted } from '../../lifecycle/stop.ts';
import { registryTables } from '../registry-tables.ts';
import type { JobRow } from './rows.ts';
import type { Transaction } from './transaction.ts';

/** Puts one job right, as far as it follows from the rest: it takes the step it did not take. */
interface Mend {
  done: string;
  step(tx: Transaction, row: JobRow): Step;
}

export interface Invariant {
  /** Selects what breaks it: `name`, and before it the `id` of a job if there is a mend. */
  broken: string;
  message: (name: string) => string;
  help?: string;
  mend?: Mend;
}

function jobs(where: string): string {
  return `select id, guid as name from job where ${where}`;
}

const lostHolder: Mend = {
  done: 'took it from a holder that is not known',
  step: (tx, { life, terms }) => holderLost(life, terms, 'the agent that had it was lost', tx),
};

const ofJobs: readonly Invariant[] = [
  {
    broken: jobs(`state not in ('created', 'scheduled', 'planned', 'running', 'ok', 'error')`),
    message: (guid) => `job ${guid} is in no known state`,
  },
  {
    broken: jobs(`(state in ('ok', 'error')) <> (ended_ms is not null)
      or (state = 'ok') <> (outcome is 'ok') or (state = 'error' and (outcome is null or outcome = 'ok'))`),
    message: (guid) => `the state of job ${guid} and its end do not fit`,
  },
  {
    broken: jobs(`ended_ms is not null
      and (inbox is not null or session is not null or due is not null or undecided is not null)`),
    message: (guid) => `job ${guid} has ended but is still in an inbox, held, or due`,
    mend: {
      done: 'took it out of its inbox and off its holder, since it has ended',
      step: (_, { life }) => unchanged({ ...life, inbox: null, session: null, due: null, undecided: null }),
    },
  },
  {
    broken: jobs(`ended_ms is null and inbox is not null and state <> 'scheduled'`),
    message: (guid) => `job ${guid} is in an inbox but not scheduled`,
    mend: { done: 'took it out of an inbox', step: (_, { life }) => unchanged({ ...life, inbox: null }) },
  },
  {
    broken: jobs('ended_ms is null and id not in (select job from spec)'),
    message: (guid) => `job ${guid} has no record`,
    mend: {
      done: 'ended it, since its record was deleted',
      step: (tx, { life }) => recordDeleted(life, tx),
    },
  },
  {
    // Nothing is left to be done for it.
    broken: jobs('ended_ms is not null and id not in (select job from spec)'),
    message: (guid) => `job ${guid} has no record`,
  },
  {
    broken: jobs(`state in ('planned', 'running') and session is null`),
    message: (guid) => `job ${guid} is held by no session, although an agent has it`,
    mend: lostHolder,
  },
  {
    broken: jobs(`state in ('planned', 'running') and session not in (select id from session)`),
    message: (guid) => `job ${guid} is held by a session that is not known`,
    mend: lostHolder,
  },
  {
    broken: jobs(`ended_ms is null and state in ('created', 'scheduled') and session is not null`),
    message: (guid) => `job ${guid} is held although it does not run`,
    mend: {
      done: 'took away its holder, since it does not run',
      step: (_, { life }) => unchanged({ ...life, session: null }),
    },
  },
  {
    broken: jobs(`ended_ms is null and unmet <> (
      select count(*) from dependency join job needed on needed.id = dependency.needs
      where dependency.job = job.id and needed.ended_ms is null)`),
    message: (guid) => `job ${guid} counts its open dependencies wrongly`,
    mend: { done: 'counted its open dependencies anew', step: countAnew },
  },
  {
    broken: jobs(`state in ('created', 'scheduled')
      and unmet = 0 and inbox is null and due is null and undecided is null`),
    message: (guid) => `job ${guid} waits for nothing and would wait for ever`,
    mend: {
      done: 'let it go on, since it waited for nothing',
      step: (tx, { life, terms }) => place(life, terms, tx),
    },
  },
  {
    broken: jobs(`state = 'scheduled' and inbox is not null and due is null and schedule_ms > 0`),
    message: (guid) => `job ${guid} is in an inbox without a deadline`,
    mend: {
      done: 'gave it a deadline',
      step: (tx, { life, terms }) => unchanged({ ...life, due: patience(terms, tx) }),
    },
  },
  {
    broken: jobs(`state = 'running' and due is null and timeout_ms > 0`),
    message: (guid) => `job ${guid} runs without a deadline`,
    mend: {
      done: 'gave it a deadline',
      step: (tx, { life, terms }) => unchanged({ ...life, due: tx.now + terms.timeoutMs + timeoutGraceMs }),
    },
  },
  {
    broken: jobs('parked is not null and (inbox is null or parked not in (select id from limits))'),
    message: (guid) => `job ${guid} is held back by a limit that does not know of it`,
    mend: {
      done: 'let it be taken, since no limit holds it back',
      step: (tx, { id, lane, life }) => {
        tx.db.sql('update job set parked = null where id = ?').run(id);
        if (life.inbox !== null) tx.fill(life.inbox, lane);
        return unchanged(life);
      },
    },
  },
];

function countAnew(tx: Transaction, row: JobRow): Step {
  const needed = tx.db.rows(
    `select needed.guid, needed.ended_ms is null, needed.state = 'ok' or needed.ignored from dependency
     join job needed on needed.id = dependency.needs where dependency.job = ?`,
    row.id,
  );
  const bad = needed.find(([, isOpen, isGood]) => isOpen === 0 && isGood === 0);
  if (bad !== undefined) return dependencyFailed(row.life, String(bad[0]), tx);
  const life: Life = { ...row.life, unmet: needed.filter(([, isOpen]) => isOpen === 1).length };
  return life.unmet === 0 ? place(life, row.terms, tx) : unchanged(life);
}

/** What only a person can put right. */
const ofTexts: readonly Invariant[] = [
  {
    broken: `select job.guid as name from job join spec on spec.job = job.id
      where not json_valid(spec.json || '}') or not json_valid(coalesce(spec.status, '{}'))
        or not json_valid(coalesce(job.candidates, '[]')) or not json_valid(coalesce(job.result, 'null'))`,
    message: (guid) => `the record of job ${guid} is not JSON`,
  },
  ...registryTables.map((table) => ({
    broken: `select id as name from ${table} where not json_valid(json)`,
    message: (id: string) => `${table} ${id} is not JSON`,
    help: `correct it with \`sqlite3\` in the table ${table}, or define it again`,
  })),
  {
    broken: 'select first as name from event_batch where not json_valid(body)',
    message: (first) => `the events from ${first} on are not JSON`,
  },
];

export const invariants: readonly Invariant[] = [...ofJobs, ...ofTexts];
