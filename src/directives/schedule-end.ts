// schedule.end: the actions below it are run now again.

import type { Directive } from './directive.ts';

export const scheduleEnd: Directive = {
  actor: 'schedule',
  action: 'end',
  aliases: [],
  summary: 'ends the schedule above it: the actions below are run now again',
  help: 'It ends a schedule of its own file only.',
  params: [],
  effect: { kind: 'schedule_end' },
  reach: 'here',
  examples: [
    {
      script: `!!schedule.define name:hourly cron:'0 * * * *' tz:UTC overlap:queue catchup:all
!!core.echo text:hourly
!!schedule.end
!!core.echo text:now
`,
      plan: `schedule hourly: 0 * * * * in UTC, overlap queue, catchup all
  1  #1  core.echo text:hourly
1  #1  core.echo text:now`,
    },
  ],
};
