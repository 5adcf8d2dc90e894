// What a command that is watched tells its watcher: what it has read, and what it is about to do.

import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import type { JobStep, Plan } from '../../plan/plan.ts';
import type { ScriptInput } from '../../script/load.ts';
import { actorsDirs, type Settings } from '../settings.ts';
import type { WatchedPaths } from './snapshot.ts';

/** A line of JSON each. */
export type Report = { read: WatchedPaths } | { planned: PlannedAction[] };

export interface PlannedAction {
  label: string;
  /** `actor.action`. */
  name: string;
  /** `file:line`. */
  place: string;
  /** Changes with anything that matters to the job: params, attributes, what it waits for. */
  print: string;
}

/** The watcher reads there. */
export const reportFd = 3;

export function report(about: Report): void {
  try {
    writeSync(reportFd, `${JSON.stringify(about)}\n`);
  } catch {
    // Nobody watches any more; the command goes on by itself.
  }
}

/** `paths`: what the loader looked for. */
export function watchedPaths(
  paths: readonly string[],
  inputs: readonly ScriptInput[],
  settings: Settings,
): WatchedPaths {
  const names = inputs.flatMap((input) => (input.kind === 'path' ? [input.path] : []));
  return { scripts: paths, folders: actorsDirs(settings, names) };
}

export function plannedActions({ jobs }: Plan): PlannedAction[] {
  const labels = new Map(jobs.map(({ n, label }) => [n, label]));
  return jobs.map((step) => {
    const { source, start } = step.written.span;
    return {
      label: step.label,
      name: `${step.actor}.${step.action}`,
      place: `${source.name}:${source.positionAt(start).line}`,
      print: printOf(step, labels),
    };
  });
}

/** Hashed, since params may be secret. Actions without a label are known by what they say, so one more above changes nothing. */
function printOf({ actor, action, params, attributes, after, label }: JobStep, labels: ReadonlyMap<number, string>) {
  const named = after.map((n) => labels.get(n) ?? '').filter((other) => !other.startsWith('#'));
  const said = [actor, action, params, attributes, named, label.startsWith('#') ? '' : label];
  return createHash('sha256').update(JSON.stringify(said)).digest('base64');
}
