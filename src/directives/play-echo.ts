// play.echo: prints a text when the actions above it have ended.

import type { Directive } from './directive.ts';

export const playEcho: Directive = {
  actor: 'play',
  action: 'echo',
  aliases: [],
  summary: 'prints a text when the actions above it have ended',
  help: 'It is no job: no agent and no right is needed, and nothing waits for it. Results of jobs may stand in the text.',
  params: [
    { name: 'content', type: 'string', required: true, description: 'the text', example: "'all machines are up'" },
  ],
  effect: { kind: 'echo', param: 'content' },
  reach: 'here',
  examples: [
    {
      script: "!!core.echo text:hello job.name:greet\n!!play.echo content:'it said ${job.greet.result}'\n",
      plan: `1  greet  core.echo text:hello
-  echo   "it said \${job.greet.result}"  after 1  content<-1:result`,
    },
  ],
};
