// job.defaults: job attributes of the actions below it.

import type { Directive } from './directive.ts';

export const jobDefaults: Directive = {
  actor: 'job',
  action: 'defaults',
  aliases: [],
  summary: 'job attributes of the actions below it that do not set them',
  help: 'Takes every job attribute but `name`, written without `job.`. The next `job.defaults` of the same file replaces it as a whole. An included file begins with the defaults of the place where it is included, and may set further ones for itself.',
  params: [],
  effect: { kind: 'defaults' },
  reach: 'file',
  examples: [
    {
      script: '!!job.defaults timeout:10m retry:1\n!!core.echo text:one\n!!core.echo text:two job.timeout:30s\n',
      plan: `1  #1  core.echo text:one           timeout=600 retry=1
2  #2  core.echo text:two  after 1  timeout=30 retry=1`,
    },
    {
      script: "!!job.defaults after:''\n!!core.echo text:one\n!!core.echo text:beside\n",
      plan: `1  #1  core.echo text:one
2  #2  core.echo text:beside`,
    },
  ],
};
