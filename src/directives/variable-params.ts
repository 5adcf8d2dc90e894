// The params of the directives that set a variable.

import type { DirectiveParam } from './directive.ts';

export const variableParams: DirectiveParam[] = [
  {
    name: 'key',
    type: 'string',
    required: true,
    description: 'name of the variable: letters, digits and _',
    example: 'HOST',
  },
  { name: 'val', type: 'string', required: true, description: 'its value', example: 'web1', aliases: ['value'] },
];
