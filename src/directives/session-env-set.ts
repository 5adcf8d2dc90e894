// session.env_set: gives a variable a value.

import type { Directive } from './directive.ts';
import { variableParams } from './variable-params.ts';

export const sessionEnvSet: Directive = {
  actor: 'session',
  action: 'env_set',
  aliases: [],
  summary: 'gives a variable a value',
  help: 'All that follows in the run can use it, after the end of an included file too. A value that is given on the command line wins.',
  params: variableParams,
  effect: { kind: 'variable', key: 'key', value: 'val', once: false },
  reach: 'run',
  examples: [
    {
      script: "!!session.env_set key:HOST val:web1\n!!core.echo text:'${HOST} and {HOST}'\n",
      plan: '1  #1  core.echo text:"web1 and web1"',
    },
  ],
};
