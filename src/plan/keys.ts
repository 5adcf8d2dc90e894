// job.key: the same key has to mean the same job in each run, so what differs from run to run cannot go with it.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { findParam } from '../script/ast.ts';
import { valueSpan } from './item-span.ts';
import type { JobStep, PlannedSchedule } from './plan.ts';

export function findKeyProblems(jobs: readonly JobStep[], schedules: readonly PlannedSchedule[]): Diagnostic[] {
  const first = new Map<string, JobStep>();
  const problems: Diagnostic[] = [];
  for (const step of jobs) {
    const { key } = step.attributes;
    if (key === undefined) continue;
    const twin = first.get(key);
    first.set(key, twin ?? step);
    if (twin !== undefined) {
      const related = [{ span: spanOf(twin), label: 'first used here' }];
      problems.push({ ...bad(step, `the key ${key} is used twice`, 'give each job a key of its own'), related });
    } else if (step.after.length > 0) {
      const label = jobs.find(({ n }) => n === step.after[0])?.label ?? 'others';
      problems.push(bad(step, `a job with a key waits for nothing, but this one for ${label}`, "add job.after:''"));
    }
  }
  for (const step of schedules.flatMap((schedule) => schedule.jobs)) {
    if (step.attributes.key === undefined) continue;
    problems.push(bad(step, 'a schedule makes another job each time', 'leave it out: a slot is fired once anyway'));
  }
  return problems;
}

function bad(step: JobStep, message: string, help: string): Diagnostic {
  return { code: 'HS0226', severity: 'error', message, span: spanOf(step), help };
}

function spanOf({ written }: JobStep) {
  const param = findParam(written, 'job.key');
  return param === undefined ? written.headSpan : valueSpan(param);
}
