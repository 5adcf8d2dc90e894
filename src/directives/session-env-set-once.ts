// session.env_set_once: gives a variable a value unless it has one.

import type { Directive } from './directive.ts';
import { variableParams } from './variable-params.ts';

export const sessionEnvSetOnce: Directive = {
  actor: 'session',
  action: 'env_set_once',
  aliases: [],
  summary: 'gives a variable a value unless it has one',
  help: 'The first value stays, whether it comes from a script or from the command line.',
  params: variableParams,
  effect: { kind: 'variable', key: 'key', value: 'val', once: true },
  reach: 'run',
  examples: [
    {
      script: `!!session.env_set_once key:HOST val:web1
!!session.env_set_once key:HOST val:web2
!!core.echo text:{HOST}
`,
      plan: '1  #1  core.echo text:web1',
    },
  ],
};
