// A run that asks before each job: which one is next, and what an answer does to it and to those that wait for it.

import { explainDecision } from '../../acl/explain.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { AuthorisedPlan, JobStep } from '../../plan/plan.ts';
import type { RunJob } from '../events.ts';
import type { FilledParams } from './fill.ts';
import { type RunJobState, wentWrong } from './job-state.ts';
import { runJobEvent } from './run-event.ts';
import type { RunJobs } from './run-jobs.ts';
import type { Teller } from './teller.ts';

/** `skip` leaves the job out, `rest` asks no more, `quit` leaves out all that is left. */
export type StepAnswer = { do: 'run' | 'skip' | 'rest' | 'quit' } | { do: 'edit'; text: string };

export interface StepQuestion {
  /** With its params as they will be. */
  job: RunJob;
  /** Which one of the jobs of the run it is, from 1. */
  position: number;
  count: number;
  /** Why it may be run, in words. */
  access: string[];
  /** Public keys of those that may execute it, in the order they are tried. */
  agents: string[];
  /** How it is written. */
  text: string;
  /** What became of the answer before. */
  note?: string;
}

/** What came of an edit; `problems` also has what is no error. */
export interface Edited {
  /** Undefined when something is wrong with the text: nothing has changed. */
  authorised?: AuthorisedPlan;
  problems: Diagnostic[];
  /** Why it is no action, where no diagnostic says it. */
  note?: string;
}

export interface Steps {
  /** `signal`: the answer is not needed any more. */
  ask(question: StepQuestion, signal: AbortSignal): Promise<StepAnswer>;
  /** A plan with the job written anew. */
  edit(step: JobStep, text: string): Promise<Edited>;
}

/** The run as the one who asks needs it. */
export interface StepHost {
  readonly jobs: RunJobs;
  /** Nothing more is begun: a job failed, or the run was interrupted. */
  readonly isStopped: boolean;
  fill(job: RunJobState): FilledParams;
  /** Submits this one; resolves when it is over. */
  submitAlone(job: RunJobState): Promise<void>;
  /** Submits all that are not over, which wait for one another as in any run. */
  submitRest(): void;
  /** Without a reason: a job it depends on did not end well. */
  skip(job: RunJobState, reason?: string): void;
  /** It could not be submitted, so it has failed. */
  refuse(job: RunJobState, diagnostic: Diagnostic): void;
  stop(reason: string): void;
  readonly teller: Pick<Teller, 'diagnostic'>;
}

/** Resolves when nothing is left to ask. */
export async function runStepByStep(host: StepHost, steps: Steps, signal: AbortSignal): Promise<void> {
  let refused: Refused | undefined;
  const isEnded = () => host.isStopped || signal.aborted;
  for (let job = nextJob(host); job !== undefined && !isEnded(); job = nextJob(host)) {
    const filled = host.fill(job);
    if (!filled.ok) {
      host.refuse(job, filled.diagnostic);
      continue;
    }
    job.params = filled.params;
    const answer = await steps.ask(questionOf(job, host, refused), signal);
    refused = undefined;
    // Ctrl-C came first.
    if (isEnded()) return;
    if (answer.do === 'run') await host.submitAlone(job);
    else if (answer.do === 'skip') leaveOut(job, 'left out', host);
    else if (answer.do === 'quit') host.stop('left out');
    else if (answer.do === 'edit') refused = await edit(job, answer.text, host, steps);
    else {
      endLost(host);
      return host.submitRest();
    }
  }
}

/** An edit that changed nothing; its text is what is edited next. */
interface Refused {
  text: string;
  note: string;
}

function questionOf(job: RunJobState, { jobs }: StepHost, refused: Refused | undefined): StepQuestion {
  const { authorised } = jobs;
  const { span } = job.step.written;
  const grant = authorised.grants.get(job.step.n);
  const agents = grant?.candidates ?? [];
  return {
    job: runJobEvent(job, agents.length, (n) => jobs.presume(n).step.label, null),
    position: authorised.plan.jobs.findIndex(({ n }) => n === job.step.n) + 1,
    count: authorised.plan.jobs.length,
    access: grant === undefined ? [] : explainDecision(grant.decision),
    agents,
    ...(refused ?? { text: span.source.text.slice(span.start, span.end) }),
  };
}

async function edit(job: RunJobState, text: string, host: StepHost, steps: Steps): Promise<Refused | undefined> {
  const { authorised, problems, note = 'nothing is changed' } = await steps.edit(job.step, text);
  for (const diagnostic of problems) host.teller.diagnostic(diagnostic);
  if (authorised === undefined) return { text, note };
  host.jobs.adopt(authorised);
  return undefined;
}

/** The first in the script that waits for nothing any more. Those that cannot run any more are ended on the way. */
function nextJob(host: StepHost): RunJobState | undefined {
  for (let ended = true; ended; ) {
    ended = false;
    for (const job of host.jobs) {
      if (job.over || host.isStopped) continue;
      if (endIfLost(job, host)) ended = true;
      else if (job.step.after.every((n) => host.jobs.presume(n).over)) return job;
    }
  }
  return undefined;
}

/** Ends all that cannot run any more, so that the others can be submitted together. */
function endLost(host: StepHost): void {
  for (let ended = true; ended; ) {
    ended = false;
    for (const job of host.jobs) if (!job.over && endIfLost(job, host)) ended = true;
  }
}

/** Whether it cannot run any more: what it needs was left out, or did not end well. */
function endIfLost(job: RunJobState, host: StepHost): boolean {
  const { jobs } = host;
  passOver(job, jobs);
  const lost = job.step.named.map((n) => jobs.presume(n)).find(({ leftOut }) => leftOut);
  if (lost !== undefined) leaveOut(job, `${lost.step.label} left out`, host);
  else if (job.step.after.some((n) => wentWrong(jobs.presume(n)))) host.skip(job);
  else return false;
  return true;
}

function leaveOut(job: RunJobState, reason: string, host: StepHost): void {
  job.leftOut = true;
  host.skip(job, reason);
}

/** What only stood below a job that is left out waits for what that one waited for. */
function passOver(job: RunJobState, jobs: RunJobs): void {
  const { step } = job;
  const isPassed = (n: number) => jobs.presume(n).leftOut && !step.named.includes(n);
  let { after } = step;
  // What that one waited for may be left out as well.
  while (after.some(isPassed))
    after = [...new Set(after.flatMap((n) => (isPassed(n) ? jobs.presume(n).step.after : n)))];
  if (after !== step.after) job.step = { ...step, after: after.sort((a, b) => a - b) };
}
