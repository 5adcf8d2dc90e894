// `--only` and `--from`: which steps of a script are part of the run, and what the others leave behind.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { matchesGlob } from '../script/glob.ts';
import type { CompileContext } from './context.ts';
import type { Draft, EchoDraft, JobDraft } from './draft.ts';
import type { Order } from './order.ts';
import type { JobStep, ResultReference, Step } from './plan.ts';

export interface Selection {
  steps: Step[];
  jobs: JobStep[];
  diagnostics: Diagnostic[];
}

type StepDraft = JobDraft | EchoDraft;

/** Jobs keep their numbers and labels. What waited for a job that is left out waits for what that one waited for. */
export function selectDrafts(
  drafts: readonly Draft[],
  order: Order,
  { only, from }: Pick<CompileContext, 'only' | 'from'>,
): Selection {
  const diagnostics: Diagnostic[] = [];
  const all = drafts.filter((draft): draft is StepDraft => draft.kind !== 'barrier');
  let kept = all;
  if (from !== undefined) kept = cutBefore(kept, from, diagnostics);
  if (only !== undefined) kept = keepMatching(kept, only, diagnostics);

  const part = kept.length === all.length ? undefined : partOf(kept, order, drafts);
  const jobs: JobStep[] = [];
  const steps: Step[] = [];
  for (const draft of kept) {
    const references = order.references.get(draft) ?? [];
    if (part !== undefined) draft.problems.push(...references.flatMap(part.leftOut));
    for (const problem of draft.problems) diagnostics.push(problem);
    if (draft.kind === 'echo') {
      const before = order.echoes.get(draft) ?? [];
      const after = part === undefined ? before : part.expand(before);
      steps.push({ kind: 'echo', text: draft.text, references, after, written: draft.written });
    } else if (!draft.unknown) {
      const before = part === undefined ? order.after[draft.n - 1] : part.after[draft.n - 1];
      const step = jobStep(draft, references, before ?? [], order.named[draft.n - 1] ?? []);
      jobs.push(step);
      steps.push(step);
    }
  }
  return { steps, jobs, diagnostics };
}

/** What it means for the steps that are left that others are not. */
interface Part {
  /** As in the order, with jobs that are left out replaced by those before them. */
  after: readonly number[][];
  expand(before: readonly number[]): number[];
  leftOut(reference: ResultReference): Diagnostic[];
}

function partOf(kept: readonly StepDraft[], order: Order, drafts: readonly Draft[]): Part {
  const numbers = new Set<number>();
  for (const draft of kept) if (draft.kind === 'job') numbers.add(draft.n);
  const after = order.diagnostics.length === 0 ? contract(order.after, numbers) : order.after;
  return {
    after,
    expand: (before) => expand(before, numbers, after),
    leftOut: (reference) => leftOut(reference, numbers, drafts),
  };
}

function jobStep(draft: JobDraft, references: ResultReference[], after: number[], named: number[]): JobStep {
  const { n, label, actor, action, params, secrets, withSecrets, attributes, written } = draft;
  return {
    kind: 'job',
    n,
    label,
    actor,
    action,
    params,
    secrets,
    withSecrets,
    attributes,
    after,
    // One that is left out of the run is named no more.
    named: named.length === 0 ? named : named.filter((other) => after.includes(other)),
    references,
    written,
  };
}

/** From the job with this label or number, or the first step at or below this line of the first file. */
function cutBefore(drafts: readonly StepDraft[], from: string, diagnostics: Diagnostic[]): StepDraft[] {
  let at = drafts.findIndex((draft) => draft.kind === 'job' && draft.label === from);
  if (at === -1) at = drafts.findIndex((draft) => draft.kind === 'job' && `#${draft.n}` === from);
  if (at === -1 && /^[1-9]\d*$/.test(from)) {
    const line = Number(from);
    const source = drafts[0]?.outermost.span.source;
    at = drafts.findIndex(({ outermost: { span } }) => {
      if (span.source !== source) return false;
      return span.source.positionAt(Math.max(span.start, span.end - 1)).line >= line;
    });
  }
  if (at !== -1) return drafts.slice(at);
  const labels = drafts.flatMap((draft) => (draft.kind === 'job' ? [draft.label] : []));
  diagnostics.push({
    code: 'HS0604',
    severity: 'error',
    message: `no job to begin with is called ${from}`,
    help: didYouMean(from, labels) ?? '--from takes a job.name, the #n of a job, or a line of the first file',
  });
  return [...drafts];
}

function keepMatching(drafts: readonly StepDraft[], only: string, diagnostics: Diagnostic[]): StepDraft[] {
  const matches = globMatcher(only);
  const nameOf = (draft: StepDraft) =>
    draft.kind === 'job' ? `${draft.actor}.${draft.action}` : `${draft.written.actor}.${draft.written.action}`;
  const kept = drafts.filter((draft) => matches(nameOf(draft)));
  if (kept.length === 0) {
    diagnostics.push({
      code: 'HS0603',
      severity: 'error',
      message: `no action is called ${only}`,
      help: didYouMean(only, drafts.map(nameOf)) ?? "--only takes names such as vm_manager.start or 'vm_manager.*'",
    });
  }
  return kept;
}

/** Over `actor.action`: `*`, `?` and sets, several with commas; a pattern without a dot means all of an actor. */
function globMatcher(patterns: string): (name: string) => boolean {
  const globs = patterns.split(',').map((pattern) => {
    const name = pattern.trim().toLowerCase().replace(':', '.');
    return name.includes('.') ? name : `${name}.*`;
  });
  return (name) => globs.some((glob) => matchesGlob(glob, name));
}

function leftOut(reference: ResultReference, kept: ReadonlySet<number>, drafts: readonly Draft[]): Diagnostic[] {
  if (kept.has(reference.job)) return [];
  const job = drafts.find((draft) => draft.kind === 'job' && draft.n === reference.job);
  const label = job?.kind === 'job' ? job.label : `#${reference.job}`;
  const message = `${label} is not part of this run, so it has no result`;
  const help = `run it too, or give the value itself`;
  return [{ code: 'HS0210', severity: 'error', message, span: reference.span, help }];
}

/** Replaces jobs that are left out by those before them. There must be no cycle. */
function contract(after: readonly number[][], kept: ReadonlySet<number>): number[][] {
  const contracted: (number[] | undefined)[] = after.map(() => undefined);
  const stack: number[] = [];
  for (let start = 1; start <= after.length; start += 1) {
    stack.push(start);
    for (let n = stack.at(-1); n !== undefined; n = stack.at(-1)) {
      const before = after[n - 1] ?? [];
      const open = before.filter((other) => !kept.has(other) && contracted[other - 1] === undefined);
      if (open.length > 0) stack.push(...open);
      else {
        contracted[n - 1] ??= expand(before, kept, contracted);
        stack.pop();
      }
    }
  }
  return contracted.map((before) => before ?? []);
}

function expand(
  before: readonly number[],
  kept: ReadonlySet<number>,
  contracted: readonly (readonly number[] | undefined)[],
): number[] {
  const result = new Set<number>();
  for (const n of before) {
    if (kept.has(n)) result.add(n);
    else for (const other of contracted[n - 1] ?? []) result.add(other);
  }
  return [...result].sort((a, b) => a - b);
}
