// Mends what `inspect` finds in the file, as far as it follows from the rest: each job takes the step it did not take.

import { ended, holderLost } from '../../lifecycle/end.ts';
import { type Life, type Step, timeoutGraceMs, unchanged } from '../../lifecycle/life.ts';
import { patience, place } from '../../lifecycle/place.ts';
import { dependencyFailed } from '../../lifecycle/stop.ts';
import type { JobRow } from './rows.ts';
import type { Work } from './transaction.ts';

/** Jobs of one kind that one call mends. */
const pieceSize = 100;

interface Mend {
  /** Selects ids of jobs that break a rule. */
  sql: string;
  done: string;
  step(work: Work, row: JobRow): Step;
}

const mends: readonly Mend[] = [
  {
    sql: `select id from job where ended_ms is not null
      and (inbox is not null or session is not null or due is not null or undecided is not null)`,
    done: 'took it out of its inbox and off its holder, since it has ended',
    step: (_, { life }) => unchanged({ ...life, inbox: null, session: null, due: null, undecided: null }),
  },
  {
    sql: `select id from job where ended_ms is null and inbox is not null and state <> 'scheduled'`,
    done: 'took it out of an inbox',
    step: (_, { life }) => unchanged({ ...life, inbox: null }),
  },
  {
    sql: `select id from job where ended_ms is null and id not in (select job from spec)`,
    done: 'ended it, since its record was deleted',
    step: (work, { life }) => ended(life, endOfDeleted, false, work),
  },
  {
    sql: `select id from job where state in ('planned', 'running')
      and (session is null or session not in (select id from session))`,
    done: 'took it from a holder that is not known',
    step: (work, { life, terms }) => holderLost(life, terms, 'the agent that had it was lost', work),
  },
  {
    sql: `select id from job where ended_ms is null and state in ('created', 'scheduled') and session is not null`,
    done: 'took away its holder, since it does not run',
    step: (_, { life }) => unchanged({ ...life, session: null }),
  },
  {
    sql: `select job.id from job where ended_ms is null and unmet <> (
        select count(*) from dependency join job needed on needed.id = dependency.needs
        where dependency.job = job.id and needed.ended_ms is null)`,
    done: 'counted its open dependencies anew',
    step: countAnew,
  },
  {
    sql: `select id from job where state in ('created', 'scheduled')
      and unmet = 0 and inbox is null and due is null and undecided is null`,
    done: 'let it go on, since it waited for nothing',
    step: (work, { life, terms }) => place(life, terms, work),
  },
  {
    sql: `select id from job where (state = 'scheduled' and inbox is not null and due is null and schedule_ms > 0)
      or (state = 'running' and due is null and timeout_ms > 0)`,
    done: 'gave it a deadline',
    step: (work, { life, terms }) => {
      const due = life.state === 'running' ? work.now + terms.timeoutMs + timeoutGraceMs : patience(terms, work);
      return unchanged({ ...life, due });
    },
  },
  {
    sql: `select id from job where parked is not null
      and (inbox is null or parked not in (select id from limits))`,
    done: 'let it be taken, since no limit holds it back',
    step: (work, { id, lane, life }) => {
      work.db.sql('update job set parked = null where id = ?').run(id);
      if (life.inbox !== null) work.fill(life.inbox, lane);
      return unchanged(life);
    },
  },
];

const endOfDeleted = { outcome: 'unknown', code: 0, message: 'its record was deleted', result: null } as const;

function countAnew(work: Work, row: JobRow): Step {
  const needed = work.db.rows(
    `select needed.guid, needed.ended_ms is null, needed.state = 'ok' or needed.ignored from dependency
     join job needed on needed.id = dependency.needs where dependency.job = ?`,
    row.id,
  );
  const bad = needed.find(([, isOpen, isGood]) => isOpen === 0 && isGood === 0);
  if (bad !== undefined) return dependencyFailed(row.life, String(bad[0]), work);
  const life: Life = { ...row.life, unmet: needed.filter(([, isOpen]) => isOpen === 1).length };
  return life.unmet === 0 ? place(life, row.terms, work) : unchanged(life);
}

/** What was done, and whether there may be more. */
export function mend(work: Work): { done: string[]; more: boolean } {
  const done: string[] = [];
  let more = false;
  for (const { sql, done: said, step } of mends) {
    const ids = work.ids(`${sql} limit ${pieceSize}`);
    more ||= ids.length === pieceSize;
    for (const row of work.rows(ids)) {
      work.apply(row, step(work, row));
      done.push(`job ${row.guid}: ${said}`);
    }
    work.settle();
  }
  return { done, more };
}
