// Whatever a script says and whatever is answered: a job is submitted when all it waits for is there, each one ends, and
// nothing runs that names what was left out.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunJobState } from '../../../src/app/run/job-state.ts';
import { RunJobs } from '../../../src/app/run/run-jobs.ts';
import { runStepByStep, type StepAnswer, type StepHost } from '../../../src/app/run/stepper.ts';
import type { AuthorisedPlan, Plan } from '../../../src/plan/plan.ts';
import { compileText } from '../../plan/planning.ts';
import { holds } from '../../setup/holds.ts';

type Word = Exclude<StepAnswer['do'], 'edit'>;

/** A run whose jobs end as soon as they are submitted, well or not. */
class Run implements StepHost {
  readonly jobs: RunJobs;
  readonly teller = { diagnostic: () => {} };
  readonly submitted = new Set<number>();
  isStopped = false;
  readonly #fails: (n: number) => boolean;

  constructor(plan: Plan, fails: (n: number) => boolean) {
    this.jobs = new RunJobs({ plan, source: '', revision: 0, grants: new Map() } as unknown as AuthorisedPlan);
    this.#fails = fails;
  }

  fill({ step }: RunJobState) {
    return { ok: true as const, params: step.params };
  }

  async submitAlone(job: RunJobState): Promise<void> {
    for (const n of job.step.after) expect(this.jobs.presume(n).over).toBe(true);
    this.#submit(job);
    this.#finish(job);
  }

  submitRest(): void {
    const batch = [...this.jobs].filter(({ over }) => !over);
    for (const job of batch) this.submitted.add(job.step.n);
    for (const job of batch) this.#submit(job);
    for (const job of batch) this.#finish(job);
  }

  skip(job: RunJobState): void {
    job.state = 'error';
    job.outcome = 'dependency';
    expect(this.jobs.end(job, 'skipped')).toBe(true);
  }

  refuse(): void {
    throw new Error('every job can be filled in');
  }

  stop(): void {
    this.isStopped = true;
    for (const job of this.jobs) if (!job.over) this.skip(job);
  }

  #submit(job: RunJobState): void {
    this.submitted.add(job.step.n);
    // The store knows no other jobs.
    for (const n of job.step.after) expect(this.submitted).toContain(n);
    for (const n of job.step.named) expect(this.jobs.presume(n).leftOut).toBe(false);
    for (const n of job.step.after) expect(wentWrong(this.jobs.presume(n))).toBe(false);
  }

  #finish(job: RunJobState): void {
    job.state = this.#fails(job.step.n) ? 'error' : 'ok';
    this.jobs.end(job, job.state === 'ok' ? 'ok' : 'failed');
  }
}

function wentWrong({ over, state }: RunJobState): boolean {
  return over && state === 'error';
}

const scripts = fc
  .array(
    fc.record({
      after: fc.option(fc.array(fc.nat(9), { maxLength: 3 })),
      result: fc.option(fc.nat(9)),
      isDetached: fc.boolean(),
      wait: fc.boolean(),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map((jobs) => {
    return jobs.map(({ after, result, isDetached, wait }, at) => {
      // Now and then one that stands below.
      const labels = (after ?? []).flatMap((n) => (n === 9 ? `l${jobs.length - 1}` : at === 0 ? [] : `l${n % at}`));
      const named = after === null ? '' : ` job.after:'${labels.join(',')}'`;
      const text = result === null || at === 0 ? 'x' : `'\${job.${`l${result % at}`}.result}'`;
      const detach = isDetached && at % 4 === 3 ? ' job.detach:true' : '';
      return `${wait ? '!!job.wait\n' : ''}!!core.echo text:${text} job.name:l${at}${named}${detach}\n`;
    });
  });
const answers = fc.array(fc.constantFrom<Word>('run', 'run', 'run', 'skip', 'skip', 'rest', 'quit'), { minLength: 9 });

test('any script, any answers, any failures', async () => {
  let compared = 0;
  await holds(
    fc.asyncProperty(scripts, answers, fc.nat(511), async (lines, words, failing) => {
      const { plan, diagnostics } = compileText(lines.join(''));
      if (diagnostics.length > 0) return;
      compared += 1;
      const run = new Run(plan, (n) => ((failing >> (n - 1)) & 1) === 1);
      const asked: number[] = [];
      const skipped = new Set<number>();
      const ask = async ({ job, position }: { job: { n: number }; position: number }): Promise<StepAnswer> => {
        const word = words[asked.length] ?? 'run';
        expect(position).toBe(job.n);
        asked.push(job.n);
        if (word === 'skip') skipped.add(job.n);
        return { do: word };
      };
      const edit = () => Promise.reject(new Error('nothing is edited'));
      await runStepByStep(run, { ask, edit }, new AbortController().signal);
      expect(new Set(asked).size).toBe(asked.length);
      expect([...run.jobs].filter(({ over }) => !over)).toEqual([]);
      for (const n of skipped) expect(run.submitted).not.toContain(n);
      const hasQuit = words.slice(0, asked.length).includes('quit');
      for (const { step, state, leftOut } of run.jobs) {
        const isLost = step.named.some((n) => run.jobs.presume(n).leftOut);
        if (!hasQuit) expect(leftOut || state === 'ok' || failing > 0).toBe(true);
        if (leftOut) expect(skipped.has(step.n) || isLost).toBe(true);
        else if (isLost) expect(hasQuit || failing > 0).toBe(true);
      }
    }),
    { numRuns: 1_500 },
  );
  expect(compared).toBeGreaterThan(500);
});
