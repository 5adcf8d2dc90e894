// From a step of the plan to the Job record that the store keeps.

import { epochSeconds } from '../../ground/clock.ts';
import type { JobStep } from '../../plan/plan.ts';
import type { Job } from '../../records/job.ts';
import { startSecond } from '../../records/start.ts';

export interface RecordContext {
  guid: string;
  source: string;
  /** Epoch milliseconds of the submission. */
  now: number;
  guidOf(n: number): string;
  agentsOf(n: number): string[];
}

export function jobRecord(step: JobStep, params: Record<string, string>, context: RecordContext): Job {
  const { attributes } = step;
  const { start } = attributes;
  // The plan has checked each of these against its bounds.
  return {
    guid: context.guid,
    agents: attributes.agents,
    source: context.source,
    circle: attributes.circle,
    context: attributes.context,
    actor: step.actor,
    action: step.action,
    params,
    timeout_schedule: attributes.timeoutSchedule,
    timeout: attributes.timeout,
    log: attributes.log,
    ignore_error: attributes.ignoreError,
    ignore_error_codes: attributes.ignoreErrorCodes,
    debug: attributes.debug,
    retry: attributes.retry,
    dependencies: step.after.map((n) => ({ guid: context.guidOf(n), agents: context.agentsOf(n) })),
    ...(step.withSecrets.length === 0 ? {} : { secrets: step.withSecrets }),
    status: {
      guid: context.guid,
      created: epochSeconds(context.now),
      start: start === undefined ? 0 : startSecond(start, context.now),
      end: 0,
      status: 'created',
    },
  };
}
