// A plan in the making: what compiling hands to ordering. Labels are not resolved yet, so nothing knows its order.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import type { Action } from '../script/ast.ts';
import type { JobAttributes, PlannedSchedule } from './plan.ts';
import type { LabelReference } from './substitute.ts';

/** One reading of a file: an include that is asked for twice is two of them. */
export interface FileFrame {
  includedBy?: FileFrame;
  labels: Map<string, JobDraft>;
}

/** Names of jobs as written, and where. */
export interface LabelList {
  labels: string[];
  /** Undefined when it comes from a flag. */
  span: Span | undefined;
}

/** A `job.wait`. `outer` is the one above it that holds as well. */
export interface Barrier {
  kind: 'barrier';
  frame: FileFrame;
  for: LabelList | undefined;
  outer: Barrier | undefined;
  problems: Diagnostic[];
}

export interface ParamReference extends LabelReference {
  param: string;
}

export interface JobDraft {
  kind: 'job';
  n: number;
  label: string;
  labelSpan: Span | undefined;
  frame: FileFrame;
  actor: string;
  action: string;
  params: Record<string, string>;
  secrets: string[];
  withSecrets: string[];
  attributes: JobAttributes;
  /** Undefined = the action above. */
  after: LabelList | undefined;
  references: ParamReference[];
  barrier: Barrier | undefined;
  /** There is no such action, so it cannot be part of the plan. */
  unknown: boolean;
  written: Action;
  /** The action of the outermost file that this one stands in: itself, or an include. */
  outermost: Action;
  /** What is wrong with it; told only when it is part of the run. */
  problems: Diagnostic[];
}

export interface EchoDraft {
  kind: 'echo';
  text: string;
  frame: FileFrame;
  references: ParamReference[];
  barrier: Barrier | undefined;
  written: Action;
  outermost: Action;
  problems: Diagnostic[];
}

/** What is ordered by itself: the script, or the actions of one schedule. */
export interface Section {
  drafts: Draft[];
  /** Those of the drafts that are jobs; the number of a job is its position, from 1. */
  jobs: JobDraft[];
}

/** Its jobs are in the section, not yet in order. */
export interface ScheduleDraft extends Omit<PlannedSchedule, 'jobs'> {
  section: Section;
}

export type Draft = JobDraft | EchoDraft | Barrier;
