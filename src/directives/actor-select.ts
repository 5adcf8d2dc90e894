// actor.select: the actor of the actions below it that name none.

import type { Directive } from './directive.ts';

export const actorSelect: Directive = {
  actor: 'actor',
  action: 'select',
  aliases: [{ name: 'core.select_actor', old: true }],
  summary: 'the actor of the actions below it that name none',
  help: 'An action whose name has one part belongs to the actor `core`. Below this directive it belongs to the actor that is named here. Names with two parts, and directives, are not touched.',
  params: [{ name: 'name', type: 'string', required: true, description: 'name of the actor', example: 'vm_manager' }],
  effect: { kind: 'actor', param: 'name' },
  reach: 'file',
  examples: [{ script: '!!actor.select name:core\n!!echo text:hello\n', plan: '1  #1  core.echo text:hello' }],
};
