// context.select: the context, inside the circle, of the actions below it.

import type { Directive } from './directive.ts';

export const contextSelect: Directive = {
  actor: 'context',
  action: 'select',
  aliases: [{ name: 'context.configure', old: true, ignored: ['coderoot', 'interactive'] }],
  summary: 'the context of the actions below it',
  help: 'A context divides a circle; it is `default` where none is named. An action that has its own `job.context` keeps it.',
  params: [{ name: 'name', type: 'string', required: true, description: 'name of the context', example: 'staging' }],
  effect: { kind: 'select', attribute: 'context', param: 'name' },
  reach: 'file',
  examples: [
    {
      script: '!!context.select name:staging\n!!core.echo text:hello\n',
      plan: '1  #1  core.echo text:hello  context=staging',
    },
  ],
};
