// The job attributes of a step as `job.*` params, with what a scope, a default or a flag said made explicit.

import { listItem } from '../../script/text.ts';
import { builtInAttributes } from '../attribute-values.ts';
import type { JobAttributes } from '../plan.ts';

/** Pairs of key and text in the order of the reference. `brief` leaves out what is built in. */
export function attributeTexts(attributes: JobAttributes, brief: boolean): [key: string, text: string][] {
  const { agents, ignoreErrorCodes, start } = attributes;
  const { timeout, timeoutSchedule, ignoreError } = attributes;
  const texts: [string, string, isBuiltIn: boolean][] = [
    ['key', attributes.key ?? '', attributes.key === undefined],
    ['agents', agents.map(listItem).join(','), agents.length === 0],
    ['circle', attributes.circle, attributes.circle === builtInAttributes.circle],
    ['context', attributes.context, attributes.context === builtInAttributes.context],
    ['timeout', durationText(timeout), timeout === builtInAttributes.timeout],
    ['timeout_schedule', durationText(timeoutSchedule), timeoutSchedule === builtInAttributes.timeoutSchedule],
    ['retry', String(attributes.retry), attributes.retry === builtInAttributes.retry],
    ['ignore_error', String(ignoreError), ignoreError === builtInAttributes.ignoreError],
    ['ignore_error_codes', ignoreErrorCodes.join(','), ignoreErrorCodes.length === 0],
    ['log', String(attributes.log), attributes.log === builtInAttributes.log],
    ['debug', String(attributes.debug), attributes.debug === builtInAttributes.debug],
    ['detach', String(attributes.detach), attributes.detach === builtInAttributes.detach],
    ['start', start === undefined ? '' : startText(start), start === undefined],
    ['priority', String(attributes.priority), attributes.priority === builtInAttributes.priority],
  ];
  // An empty one says nothing that is not built in.
  return texts
    .filter(([, text, isBuiltIn]) => !isBuiltIn || (!brief && text !== ''))
    .map(([key, text]) => [`job.${key}`, text]);
}

/** Seconds in the largest unit that says them exactly. */
function durationText(seconds: number): string {
  if (seconds > 0 && seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds > 0 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

function startText(start: NonNullable<JobAttributes['start']>): string {
  if ('afterSeconds' in start) return durationText(start.afterSeconds);
  return new Date(start.atSecond * 1000).toISOString().replace('.000', '');
}
