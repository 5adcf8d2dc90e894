// HS04xx: how a job can end.

import type { Explanation } from './explanation.ts';

export const jobs = {
  HS0401: {
    cause:
      'The action was executed and ended in error, on every agent and in every try it was allowed. What it said is in the ' +
      'log of the job. job.retry tries it again, job.ignore_error_codes accepts a code.',
    bad: { script: "!!osal.exec cmd:'exit 3'\n", shell: 'hero run example.hero' },
    good: { script: "!!osal.exec cmd:'exit 3' job.ignore_error_codes:3\n", shell: 'hero run example.hero' },
  },
  HS0402: {
    cause: 'The job was still running when its time was over (job.timeout, an hour unless given), and was stopped.',
    bad: { script: '!!core.sleep duration:9s job.timeout:1s\n', shell: 'hero run example.hero' },
    good: { script: '!!core.sleep duration:100ms job.timeout:10s\n', shell: 'hero run example.hero' },
  },
  HS0403: {
    cause:
      'Agents that offer the action are known, but none of them took the job in time (job.timeout_schedule, a minute ' +
      'unless given): they are down, halted, or busy.',
    bad: {
      script: "!!core.sleep duration:3s\n!!core.echo text:hello job.after:'' job.timeout_schedule:1s\n",
      shell: 'hero run --parallel 1 example.hero',
    },
    good: {
      script: "!!core.sleep duration:1s\n!!core.echo text:hello job.after:'' job.timeout_schedule:1m\n",
      shell: 'hero run --parallel 1 example.hero',
    },
  },
  HS0404: {
    cause:
      'The process that executed the job went away without a word, and so did those that had it afterwards, until no more ' +
      'tries were left. An action that takes its agent down with it ends like this too.',
    bad: {
      script: "!!osal.exec cmd:'kill -KILL $PPID'\n",
      shell: `for n in 1 2 3; do hero agent; done 2>agents.log &
hero runner 2>runner.log & runner=$!
until hero agent ls 2>&1 | grep -q up; do sleep 0.1; done
hero run --remote example.hero
kill $runner`,
    },
    good: {
      script: "!!osal.exec cmd:'test -e killed || { touch killed; kill -KILL $PPID; }'\n",
      shell: `for n in 1 2; do hero agent & echo $! >last; wait; done 2>agents.log &
hero runner 2>runner.log & runner=$!
until hero agent ls 2>&1 | grep -q up; do sleep 0.1; done
hero run --remote example.hero
kill $runner $(cat last)`,
    },
  },
  HS0405: {
    cause: 'Someone cancelled the job, or its run was interrupted or took longer than --timeout.',
    bad: { script: '!!core.sleep duration:9s\n', shell: 'hero run --timeout 1s example.hero' },
    good: { script: '!!core.sleep duration:100ms\n', shell: 'hero run --timeout 1m example.hero' },
  },
  HS0406: {
    cause:
      '${job.LABEL.KEY} is filled in when that job has ended. Its result has no such key, or what it has does not fit the ' +
      'param.',
    bad: {
      script: "!!core.echo text:hello job.name:first\n!!core.echo text:'${job.first.length}'\n",
      shell: 'hero run example.hero',
    },
    good: {
      script: "!!core.echo text:hello job.name:first\n!!core.echo text:'${job.first.result}'\n",
      shell: 'hero run example.hero',
    },
  },
  HS0407: {
    cause:
      'An earlier run from this folder, with the same actors, was killed before its jobs had ended. They are still ' +
      'wanted, so this run executes them along with its own. This is only a remark; hero job cancel takes them back.',
    bad: {
      script: '!!core.sleep duration:5s\n',
      shell:
        'hero run example.hero &\nuntil hero job ls 2>&1 | grep -q running; do sleep 0.1; done\nkill -KILL $!\n' +
        "hero run -e '!!core.echo hello'",
    },
    good: {
      script: '!!core.sleep duration:1s\n',
      shell: "hero run example.hero\nhero run -e '!!core.echo hello'",
    },
  },
  HS0408: {
    cause:
      'As many jobs of this actor, agent or source run as a limit allows, so others wait until one of them ends. This is only ' +
      'a remark. Limits are kept in the store: hero limit ls shows them, hero limit set and rm change them.',
    bad: {
      script: "!!core.sleep duration:1500ms\n!!core.sleep duration:1500ms job.after:''\n",
      shell: 'hero limit set actor:core 1 && hero run example.hero',
    },
    good: {
      script: "!!core.sleep duration:1500ms\n!!core.sleep duration:1500ms job.after:''\n",
      shell: 'hero limit set actor:core 2 && hero run example.hero',
    },
  },
  HS0409: {
    cause:
      'job.key names a job for good: whoever sends it again with the same key means the same job. This one has other params ' +
      'or attributes than the job that is known by this key, so it is refused, and nothing of what was sent with it is in the ' +
      'store. A key is free again when its job is removed, a day after it ended ok and a week after an error.',
    bad: {
      script: "!!core.echo text:'two euros' job.key:invoice-7\n",
      shell: 'hero run -e "!!core.echo text:\'one euro\' job.key:invoice-7" && hero run example.hero',
    },
    good: {
      script: "!!core.echo text:'two euros' job.key:invoice-8\n",
      shell: 'hero run -e "!!core.echo text:\'one euro\' job.key:invoice-7" && hero run example.hero',
    },
  },
  HS0410: {
    cause:
      'A job with this job.key was sent before, with the same params and attributes, so it is not done again; what became of ' +
      'it, or becomes of it, is shown as the end of this one. This is only a remark. hero job retry does it again.',
    bad: {
      script: '!!core.echo text:hello job.key:greeting-1\n',
      shell: 'hero run example.hero && hero run example.hero',
    },
    good: {
      script: '!!core.echo text:hello job.key:greeting-2\n',
      shell: 'hero run -e "!!core.echo text:hello job.key:greeting-1" && hero run example.hero',
    },
  },
} as const satisfies Record<string, Explanation>;
