// From what was written down and what the store says in the end: which promises were kept.

import { isFinal, type JobView } from '../../src/records/outcome.ts';
import type { JobEvent } from '../../src/store/parts/feed.ts';
import type { Batch, Line } from './ledger.ts';
import type { Injection } from './stage.ts';

export interface Evidence {
  batches: Batch[];
  ledger: Line[];
  /** Every job of the batches that is in the store. */
  views: Map<string, JobView>;
  /** What another process heard of these jobs, in order. */
  heard: JobEvent[];
  injections: Injection[];
  /** An agent is to have what a victim had in hand within so many seconds. */
  promisedSeconds?: number;
  /** What `inspect` says of the store. */
  findings: string[];
}

export interface Verdict {
  jobs: number;
  executions: number;
  /** Executions that came to their end and were not the one whose result was accepted. */
  wasted: number;
  lost: string[];
  doubled: string[];
  notFinal: string[];
  dependentsWrong: string[];
  /** Ends that the job does not explain, broken batches, findings of the store. */
  wrong: string[];
  recoveries: Recovery[];
}

/** From an injection to what makes it good. */
export interface Recovery {
  /** Who or what was hit; '' = the kind says it all. */
  victim: string;
  seconds: number;
}

export function judge(evidence: Evidence): Verdict {
  const { batches, ledger, views, promisedSeconds = Number.POSITIVE_INFINITY } = evidence;
  const acknowledged = batches.filter(({ isAcknowledged }) => isAcknowledged).flatMap(({ guids }) => guids);
  const lines = Map.groupBy(ledger, ({ guid }) => guid);
  const wrong = [...evidence.findings];
  for (const { guids } of batches) {
    const there = guids.filter((guid) => views.has(guid)).length;
    if (there > 0 && there < guids.length) wrong.push(`${there} of ${guids.length} jobs of the batch of ${guids[0]}`);
  }
  for (const view of views.values()) wrong.push(...oddEnd(view, lines.get(view.job.guid) ?? []));
  const recoveries = evidence.injections.flatMap((injection) => recoveriesFrom(injection, evidence));
  const tooSlow = recoveries.filter(({ takenSeconds }) => takenSeconds > promisedSeconds);
  wrong.push(...tooSlow.map((recovery) => tellTooSlow(recovery, evidence)));
  const accepted = new Map([...views].map(([guid, view]) => [guid, acceptedFence(view)]));
  return {
    jobs: acknowledged.length,
    executions: ledger.filter(({ word }) => word === 'begin').length,
    wasted: ledger.filter(({ word, guid, fence }) => word === 'end' && isOther(accepted.get(guid), fence)).length,
    lost: acknowledged.filter((guid) => !views.has(guid)),
    doubled: findDoubled(evidence),
    notFinal: [...views.values()].filter((view) => !hasEnded(view)).map(({ job }) => job.guid),
    dependentsWrong: [...views.values()].flatMap((view) => oddDependent(view, views, lines)),
    wrong,
    recoveries: recoveries.map(({ victim, seconds }) => ({ victim, seconds })),
  };
}

export function isBroken({ lost, doubled, notFinal, dependentsWrong, wrong }: Verdict): boolean {
  return [lost, doubled, notFinal, dependentsWrong, wrong].some((list) => list.length > 0);
}

function hasEnded({ job }: JobView): boolean {
  return isFinal(job.status.status);
}

function isGood(view: JobView): boolean {
  return view.job.status.status === 'ok' || view.outcome.ignored;
}

/** Of the execution whose result is in the record; undefined if it has none. */
function acceptedFence({ outcome }: JobView): number | undefined {
  const result = outcome.result as { fence?: number } | null;
  return result?.fence;
}

function isOther(accepted: number | undefined, fence: number): boolean {
  return accepted !== undefined && accepted !== fence;
}

/** A job ends once, and stays as it was heard to have ended; no two of its executions have the same number. */
function findDoubled({ views, heard, ledger }: Evidence): string[] {
  const doubled: string[] = [];
  const finals = heard.filter(({ path }) => path.some(isFinal));
  const begun = Map.groupBy(
    ledger.filter(({ word }) => word === 'begin'),
    ({ guid, fence }) => `${guid} with fence ${fence}`,
  );
  for (const [what, { length }] of begun) if (length > 1) doubled.push(`${what} was begun ${length} times`);
  for (const [guid, events] of Map.groupBy(finals, ({ guid }) => guid)) {
    const view = views.get(guid);
    const [first] = events;
    if (events.length > 1) doubled.push(`${guid} was heard to end ${events.length} times`);
    else if (view && first && hasEnded(view) && JSON.stringify(view.outcome.result) !== JSON.stringify(first.result)) {
      doubled.push(`${guid} has another result than was heard`);
    }
  }
  return doubled;
}

function oddEnd(view: JobView, lines: Line[]): string[] {
  const { job, outcome } = view;
  if (!hasEnded(view) || outcome.outcome === 'dependency') return [];
  const expected = job.params.fail === '1' ? 'failed' : 'ok';
  if (outcome.outcome !== expected) return [`${job.guid} ended ${outcome.outcome}: ${outcome.message}`];
  const fence = acceptedFence(view);
  const ended = lines.filter(({ word }) => word === 'end');
  const isBacked = fence === undefined ? ended.length > 0 : ended.some((line) => line.fence === fence);
  return isBacked ? [] : [`${job.guid} ended ${outcome.outcome} without an execution that came to its end`];
}

/** It runs if and only if all it needs has ended well, and not before. */
function oddDependent(view: JobView, views: Map<string, JobView>, lines: Map<string, Line[]>): string[] {
  const { job, outcome } = view;
  const begun = (lines.get(job.guid) ?? []).filter(({ word }) => word === 'begin');
  const needed = job.dependencies.map(({ guid }) => views.get(guid));
  if (!hasEnded(view)) return [];
  const isFree = needed.every((need) => need !== undefined && isGood(need));
  if (!isFree) {
    const isRight = outcome.outcome === 'dependency' && begun.length === 0;
    return isRight ? [] : [`${job.guid} ended ${outcome.outcome} after ${begun.length} executions, and was not to run`];
  }
  if (outcome.outcome === 'dependency') return [`${job.guid} was to run, and ended: ${outcome.message}`];
  const first = Math.min(...begun.map(({ at }) => at));
  const early = needed.filter((need) => need !== undefined && first < firstEnd(need, lines));
  return early.map((need) => `${job.guid} began before the end of ${need?.job.guid}`);
}

function firstEnd({ job }: JobView, lines: Map<string, Line[]>): number {
  const ends = (lines.get(job.guid) ?? []).filter(({ word }) => word === 'end');
  return Math.min(...ends.map(({ at }) => at));
}

interface Return extends Recovery {
  /** When the injection was. */
  at: number;
  /** Seconds until an agent had it again; it may have died, too, before it began. */
  takenSeconds: number;
  /** What had been in hand; absent where anything that begins is a return. */
  guid?: string;
}

function recoveriesFrom({ at, victim, pid }: Injection, { ledger, heard }: Evidence): Return[] {
  const later = ledger.filter((line) => line.word === 'begin' && line.at > at);
  const secondsTo = (lines: Line[]) => (Math.min(...lines.map((line) => line.at)) - at) / 1000;
  if (pid === undefined) {
    const seconds = secondsTo(later);
    return later.length === 0 ? [] : [{ victim, at, seconds, takenSeconds: seconds }];
  }
  const inHand = ledger.filter(
    (line) => line.word === 'begin' && line.at <= at && (line.agentPid === pid || line.pid === pid),
  );
  return inHand.flatMap(({ guid, fence }) => {
    const again = later.filter((line) => line.guid === guid && line.fence > fence);
    if (again.length === 0) return [];
    const seconds = secondsTo(again);
    const taken = heard.find((event) => event.guid === guid && event.at > at && event.path.includes('planned'));
    return [
      {
        victim,
        at,
        guid,
        seconds,
        takenSeconds: Math.min(seconds, ((taken?.at ?? Number.POSITIVE_INFINITY) - at) / 1000),
      },
    ];
  });
}

/** With what was heard of the job meanwhile, so that it can be seen where the seconds went. */
function tellTooSlow({ victim, at, guid, seconds, takenSeconds }: Return, { heard, injections }: Evidence): string {
  const isMeanwhile = (event: { at: number }) => event.at > at && event.at <= at + seconds * 1000;
  const steps = [
    ...heard
      .filter((event) => event.guid === guid && isMeanwhile(event))
      .map(({ at, path, outcome, agent }) => ({ at, what: `${outcome ?? path.join('+')} at ${agent?.slice(0, 4)}` })),
    ...injections.filter(isMeanwhile).map(({ at, victim, pid }) => ({ at, what: `${victim} ${pid} was hit` })),
  ]
    .toSorted((one, other) => one.at - other.at)
    .map((step) => `${step.what} after ${((step.at - at) / 1000).toFixed(1)} s`);
  return `${guid} of a dead ${victim} was taken again after ${takenSeconds.toFixed(1)} s, and began: ${steps.join(', ')}`;
}
