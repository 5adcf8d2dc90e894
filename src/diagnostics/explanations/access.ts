// HS03xx: who may do what, and who could do it.

import type { Explanation } from './explanation.ts';

export const access = {
  HS0301: {
    cause:
      'An access control list says who may do an action, and you are not among them, or a block in it names you. The ' +
      'message tells the entry that decided. Nothing of the script was submitted.',
    bad: {
      situation:
        'The list of service core has the right block for your key, and you run a script with !!core.echo text:hello.',
    },
    good: { situation: 'Nothing blocks you, and the right write is granted to you, or there is no list at all.' },
  },
  HS0303: {
    cause: 'The name means no agent that has registered in the store, and it is no public key.',
    bad: { script: '!!core.echo text:hello job.agents:node7\n' },
    good: { script: '!!core.echo text:hello job.agents:local\n' },
  },
  HS0304: {
    cause:
      'The action is known from the records of a service, but no agent that is up has its actor. Start one, or look at ' +
      '--actors if the actor is one of your own.',
    bad: {
      script: '!!disk.usage\n',
      files: { 'actors/disk/usage': '#!/bin/sh\n#: how much room a folder takes\ndu -sk .\n' },
      shell: 'chmod +x actors/disk/usage\nhero run example.hero\nmv actors elsewhere\nhero run example.hero',
    },
    good: {
      script: '!!disk.usage\n',
      files: { 'elsewhere/disk/usage': '#!/bin/sh\n#: how much room a folder takes\ndu -sk .\n' },
      shell: 'chmod +x elsewhere/disk/usage\nhero run --actors elsewhere example.hero',
    },
  },
  HS0305: {
    cause: 'job.agents names the only agents that may have the job, and none of them offers its action.',
    bad: {
      shell: `hero run -e "!!core.echo text:hello job.agents:${'1f'.repeat(32)}"`,
    },
    good: { shell: 'hero run -e "!!core.echo text:hello job.agents:local"' },
  },
  HS0306: {
    cause:
      'The jobs of a schedule run in the name of the one who has defined it, so nobody else puts other actions under its ' +
      'name. hero schedule show NAME tells whose it is.',
    bad: {
      script: "!!schedule.define name:nightly cron:'0 3 * * *' tz:UTC\n!!core.echo text:hello\n",
      shell:
        'export HERO_STORE=sqlite:jobs.db\nhero run example.hero\nmkdir somebody && HOME=$PWD/somebody hero run example.hero',
    },
    good: {
      script: "!!schedule.define name:nightly cron:'0 3 * * *' tz:UTC\n!!core.echo text:hello\n",
      shell: 'hero run example.hero\nhero run example.hero',
    },
  },
} as const satisfies Record<string, Explanation>;
