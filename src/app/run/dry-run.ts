// A dry run: the jobs that would be submitted, as events.

import type { AuthorisedPlan } from '../../plan/plan.ts';
import type { RunEvent } from '../events.ts';
import { newJobState } from './job-state.ts';
import { runJobEvent } from './run-event.ts';

export function emitDryRun({ plan, grants }: AuthorisedPlan, emit: (event: RunEvent) => void): void {
  const labels = new Map(plan.jobs.map((step) => [step.n, step.label]));
  for (const step of plan.jobs) {
    const job = newJobState(step);
    const candidates = grants.get(step.n)?.candidates ?? [];
    const event = runJobEvent(job, candidates.length, (n) => labels.get(n) ?? `#${n}`, null);
    emit({ ...event, guid: '', state: 'planned_only', agent: candidates[0] ?? null });
  }
}
