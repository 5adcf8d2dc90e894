// job.wait: a line that nothing below it passes before the jobs above it have ended.

import type { Directive } from './directive.ts';

export const jobWait: Directive = {
  actor: 'job',
  action: 'wait',
  aliases: [],
  summary: 'a barrier: what is below it waits for the jobs above it',
  help: 'Without `for` it waits for all jobs above it but the detached ones. It holds for every action below it in its file, for those with a `job.after` of their own too.',
  params: [
    {
      name: 'for',
      type: 'list',
      required: false,
      description: 'labels of the jobs to wait for; absent = all above',
      example: "'vm10,vm11'",
    },
  ],
  effect: { kind: 'barrier', param: 'for' },
  reach: 'file',
  examples: [
    {
      script: `!!core.echo text:one
!!core.echo text:two job.after:''
!!job.wait
!!core.echo text:three job.after:''
!!core.echo text:four job.after:''
`,
      plan: `1  #1  core.echo text:one
2  #2  core.echo text:two
3  #3  core.echo text:three  after 1,2
4  #4  core.echo text:four   after 1,2`,
    },
    {
      script: `!!core.echo text:one job.name:a
!!core.echo text:two job.name:b job.after:''
!!core.echo text:three job.name:c job.after:''
!!job.wait for:'a,b'
!!core.echo text:four job.after:''
`,
      plan: `1  a   core.echo text:one
2  b   core.echo text:two
3  c   core.echo text:three
4  #4  core.echo text:four   after 1,2`,
    },
  ],
};
