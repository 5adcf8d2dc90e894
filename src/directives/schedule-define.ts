// schedule.define: the actions below it run on a schedule instead of now.

import { catchupPolicies, overlapPolicies } from '../records/schedule.ts';
import type { Directive } from './directive.ts';

export const scheduleDefine: Directive = {
  actor: 'schedule',
  action: 'define',
  aliases: [],
  summary: 'the actions below it run on a schedule instead of now',
  help: 'It holds to the next `schedule.define`, to `schedule.end`, or to the end of its file; a schedule never reaches out of an include. The schedule is kept in the store under its name, in place of an earlier one of that name; every `hero runner` fires it, each slot once. Its actions are a script of their own: they wait for no action outside, and what they print or return is filled in nowhere. See [schedules](schedules.md).',
  params: [
    {
      name: 'name',
      type: 'string',
      required: true,
      description: 'its name in the store: a-z, 0-9, `_` and `-`',
      example: 'nightly',
    },
    {
      name: 'cron',
      type: 'string',
      required: true,
      description: 'minute, hour, day, month and weekday; six fields begin with seconds',
      example: "'0 3 * * *'",
    },
    {
      name: 'tz',
      type: 'string',
      required: true,
      description: 'time zone by its IANA name',
      example: 'Europe/Brussels',
    },
    {
      name: 'overlap',
      type: 'string',
      required: false,
      description:
        'when jobs of an earlier slot are open: skip = leave the new slot out (built in), queue = fire it when they have ended, replace = cancel them first, allow = fire it beside them',
      example: 'queue',
      enum: [...overlapPolicies],
    },
    {
      name: 'catchup',
      type: 'string',
      required: false,
      description:
        'slots that went by more than a minute ago while no runner was up: last = fire the latest of them (built in), none = leave them out, all = fire each',
      example: 'all',
      enum: [...catchupPolicies],
    },
  ],
  effect: { kind: 'schedule' },
  reach: 'file',
  examples: [
    {
      script: `!!core.echo text:'at once'
!!schedule.define name:nightly cron:'0 3 * * *' tz:Europe/Brussels
!!core.echo text:one job.name:first
!!core.echo text:two
!!schedule.end
!!core.echo text:'at once too'
`,
      plan: `schedule nightly: 0 3 * * * in Europe/Brussels, overlap skip, catchup last
  1  first  core.echo text:one
  2  #2     core.echo text:two  after 1
1  #1  core.echo text:"at once"
2  #2  core.echo text:"at once too"  after 1`,
    },
  ],
};
