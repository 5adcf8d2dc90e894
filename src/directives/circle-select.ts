// circle.select: the circle of the actions below it.

import type { Directive } from './directive.ts';

export const circleSelect: Directive = {
  actor: 'circle',
  action: 'select',
  aliases: [
    { name: 'core.select_circle', old: true },
    { name: 'core.circle_select', old: true },
    { name: 'circle.switch', old: true },
  ],
  summary: 'the circle of the actions below it',
  help: 'Every action happens in a circle, `default` where none is named. An action that has its own `job.circle` keeps it.',
  params: [
    {
      name: 'name',
      type: 'string',
      required: true,
      description: 'name of the circle',
      example: 'prod',
      aliases: ['id'],
    },
  ],
  effect: { kind: 'select', attribute: 'circle', param: 'name' },
  reach: 'file',
  examples: [
    {
      script:
        '!!core.echo text:one\n!!circle.select name:prod\n!!core.echo text:two\n!!core.echo text:three job.circle:lab\n',
      plan: `1  #1  core.echo text:one
2  #2  core.echo text:two    after 1  circle=prod
3  #3  core.echo text:three  after 2  circle=lab`,
    },
  ],
};
