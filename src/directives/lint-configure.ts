// lint.configure: which remarks are not made.

import type { Directive } from './directive.ts';

export const lintConfigure: Directive = {
  actor: 'lint',
  action: 'configure',
  aliases: [],
  summary: 'leaves out warnings and remarks by their codes',
  help: 'Errors cannot be left out. For a single line, write `// hero-ignore CODE` above it.',
  params: [
    {
      name: 'off',
      type: 'list',
      required: true,
      description: 'codes of warnings and remarks',
      example: "'HS0011,HS0106'",
    },
  ],
  effect: { kind: 'lint', param: 'off' },
  reach: 'file',
  examples: [
    {
      script: "!!lint.configure off:HS0006\n!!core.echo\n text:'indented by one column'\n",
      plan: '1  #1  core.echo text:"indented by one column"',
    },
  ],
};
