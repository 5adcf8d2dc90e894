// HS02xx: what can be wrong with what a script means.

import type { Explanation } from './explanation.ts';

export const meaning = {
  HS0201: {
    cause:
      'Nobody knows an actor of this name: it is not built in, not in your folder of actors, and no agent has registered ' +
      'it in the store. hero actor ls lists those there are.',
    bad: { script: '!!cora.echo text:hello\n' },
    good: { script: '!!core.echo text:hello\n' },
  },
  HS0202: {
    cause: 'The actor is known, but has no action of this name. hero actor show NAME lists those it has.',
    bad: { script: '!!core.ecko text:hello\n' },
    good: { script: '!!core.echo text:hello\n' },
  },
  HS0203: {
    cause:
      'The action does not take this param, or takes no argument without a name. Nothing is passed on unseen, so that a ' +
      'slip of the pen is found before it has an effect.',
    bad: { script: '!!core.echo txt:hello text:hello\n' },
    good: { script: '!!core.echo text:hello\n' },
  },
  HS0204: {
    cause: 'The action cannot do without this param, and it has no default.',
    bad: { script: '!!core.echo\n' },
    good: { script: '!!core.echo text:hello\n' },
  },
  HS0205: {
    cause:
      'All values are texts, but the action wants one that can be read as a number, a truth value, a list or something ' +
      'else. hero actor show NAME says what it wants.',
    bad: { script: '!!core.fail code:many\n' },
    good: { script: '!!core.fail code:17\n' },
  },
  HS0206: {
    cause: 'The param takes one of a few words, and this is none of them.',
    bad: {
      script: '!!lamp.turn to:left\n',
      files: {
        'actors/lamp/turn':
          '#!/bin/sh\n#: turn the lamp on or off\n#: @param to string required enum=on,off the state\n',
      },
      shell: 'chmod +x actors/lamp/turn\nhero check example.hero',
    },
    good: {
      script: '!!lamp.turn to:off\n',
      files: {
        'actors/lamp/turn':
          '#!/bin/sh\n#: turn the lamp on or off\n#: @param to string required enum=on,off the state\n',
      },
      shell: 'chmod +x actors/lamp/turn\nhero check example.hero',
    },
  },
  HS0208: {
    cause:
      'The number of exclamation marks is the type of an action. Only those with two, which say that something is to be ' +
      'done, become jobs.',
    bad: { script: '!!!core.echo text:hello\n' },
    good: { script: '!!core.echo text:hello\n' },
  },
  HS0210: {
    cause:
      'The placeholder stands for a variable, a result or something of the environment that is not there. Variables come ' +
      'from --set, --var-file and !!session.env_set; variables of the environment must be named in --allow-env. ' +
      '${NAME:-text} gives a value for when there is none, $${NAME} is the text itself.',
    bad: { script: "!!core.echo text:'hello ${NAME}'\n" },
    good: { script: "!!session.env_set key:NAME value:Ann\n!!core.echo text:'hello ${NAME}'\n" },
  },
  HS0211: {
    cause:
      'What begins with job. says how the job is run and is never passed to the actor; so a name that is not known there ' +
      'would have no effect at all. docs/directives.md lists the attributes.',
    bad: { script: '!!core.echo text:hello job.retries:3\n' },
    good: { script: '!!core.echo text:hello job.retry:3\n' },
  },
  HS0212: {
    cause:
      'job.after names the jobs that must have ended well before this one starts. Each is the job.name of a job of the ' +
      'same file, or of one that it is included in.',
    bad: { script: '!!core.echo text:one job.name:first\n!!core.echo text:two job.after:frist\n' },
    good: { script: '!!core.echo text:one job.name:first\n!!core.echo text:two job.after:first\n' },
  },
  HS0213: {
    cause: 'Each of these jobs waits for another one of them, so none of them could ever start.',
    bad: {
      script: '!!core.echo text:one job.name:a job.after:b\n!!core.echo text:two job.name:b job.after:a\n',
    },
    good: { script: "!!core.echo text:one job.name:a job.after:''\n!!core.echo text:two job.name:b job.after:a\n" },
  },
  HS0214: {
    cause: 'A job.name stands for one job in its file. With two of a name nobody could tell which one is meant.',
    bad: { script: '!!core.echo text:one job.name:a\n!!core.echo text:two job.name:a\n' },
    good: { script: '!!core.echo text:one job.name:a\n!!core.echo text:two job.name:b\n' },
  },
  HS0215: {
    cause: 'A duration is written as 90s, 10m, 1h30m, 2d or 1w; a bare number counts seconds.',
    bad: { script: '!!core.echo text:hello job.timeout:soon\n' },
    good: { script: '!!core.echo text:hello job.timeout:10m\n' },
  },
  HS0216: {
    cause:
      'The records of jobs, which other programs read too, hold a timeout as a number of seconds up to 65535. That is ' +
      'a little more than 18 hours.',
    bad: { script: '!!core.echo text:hello job.timeout:1d\n' },
    good: { script: '!!core.echo text:hello job.timeout:18h\n' },
  },
  HS0217: {
    cause:
      'The directive has a new name, or names in replace: are written with @. The old spelling is understood for now, and ' +
      'hero check --fix writes the new one.',
    bad: { script: '!!select_circle ops\n!!core.echo text:hello\n' },
    good: { script: '!!circle.select name:ops\n!!core.echo text:hello\n' },
  },
  HS0218: {
    cause: 'The script that is to be included cannot be read. Its path is relative to the file that includes it.',
    bad: { script: '!!play.include path:others.hero\n', files: { 'other.hero': '!!core.echo text:hello\n' } },
    good: { script: '!!play.include path:other.hero\n', files: { 'other.hero': '!!core.echo text:hello\n' } },
  },
  HS0219: {
    cause: 'Following the includes of a file leads back to the file itself. Reading them would never end.',
    bad: { script: '!!play.include path:other.hero\n', files: { 'other.hero': '!!play.include path:example.hero\n' } },
    good: { script: '!!play.include path:other.hero\n', files: { 'other.hero': '!!core.echo text:hello\n' } },
  },
  HS0220: {
    cause:
      'The action declares this param a secret, and its value stands in the script. From there it comes into the record of ' +
      'the job, where everybody finds it who may read the store. hero secret set keeps a value where only the agent reads it; ' +
      'hero check --fix then writes the reference.',
    bad: {
      script: '!!gate.open token:hunter22\n',
      files: { 'actors/gate/open': '#!/bin/sh\n#: open the gate\n#: @param token string required secret\n' },
      shell: 'chmod +x actors/gate/open\nhero check example.hero',
    },
    good: {
      script: "!!gate.open token:'${secret.GATE}'\n",
      files: { 'actors/gate/open': '#!/bin/sh\n#: open the gate\n#: @param token string required secret\n' },
      shell: 'chmod +x actors/gate/open\nhero check example.hero',
    },
  },
  HS0221: {
    cause:
      'The result of a job is put in place of ${job.LABEL.KEY} by the process that follows the run. With --detach that ' +
      'process ends at once, and nobody is left to do it.',
    bad: {
      script: "!!core.echo text:hello job.name:first\n!!core.echo text:'${job.first.result}'\n",
      shell: 'hero run --detach example.hero',
    },
    good: {
      script: "!!core.echo text:hello job.name:first\n!!core.echo text:'${job.first.result}'\n",
      shell: 'hero run example.hero',
    },
  },
  HS0222: {
    cause:
      '// hero-ignore CODE leaves out a warning or a remark of the next line, !!lint.configure off:CODE those of a file. ' +
      'This code is not known, belongs to an error, or nothing on the line has it any more.',
    bad: { script: '// hero-ignore HS0006\n!!core.echo text:hello\n' },
    good: { script: '!!core.echo\n    // hero-ignore HS0006\n text:hello\n' },
  },
  HS0223: {
    cause:
      'The actions below schedule.define are kept in the store and run later, when nobody follows them. So nobody fills in ' +
      'the results of jobs or prints a play.echo, a schedule without actions would do nothing, and schedule.end has to ' +
      'stand below a schedule.define of its own file.',
    bad: {
      script:
        "!!schedule.define name:nightly cron:'0 3 * * *' tz:UTC\n!!core.echo text:hello job.name:first\n" +
        "!!core.echo text:'${job.first.result}'\n",
    },
    good: {
      script: "!!schedule.define name:nightly cron:'0 3 * * *' tz:UTC\n!!osal.exec cmd:'date | wc -c'\n",
    },
  },
  HS0224: {
    cause:
      'A secret may stand only in params that the actor declares to take them, and one that bears the name of an actor, ' +
      'as in ${secret.ACTOR.NAME}, only in actions of that actor. So no command line and no log gets one by mistake.',
    bad: { script: "!!osal.exec cmd:'curl -H token:${secret.TOKEN} http://127.0.0.1:8080/'\n" },
    good: { script: "!!osal.exec cmd:'test -n \"$TOKEN\"' env:'TOKEN=${secret.TOKEN}'\n" },
  },
  HS0225: {
    cause:
      'hero fmt --sort puts files in order in which every action defines something, for there the order says nothing. ' +
      'hero fmt --expand writes params.NAME as blocks of their own, unless a comment speaks of it or there is such a block. ' +
      'What cannot be had is left as it is; the layout is done all the same.',
    bad: { script: '!!group.define name:b\n!!core.echo hello\n', shell: 'hero fmt --sort example.hero' },
    good: { script: '!!group.define name:b\n!!group.define name:a\n', shell: 'hero fmt --sort example.hero' },
  },
  HS0226: {
    cause:
      'With the same job.key it has to be the same job each time it is sent. So a key is used once in a script, its job waits ' +
      'for no other, since each run makes new ones of those, and a schedule, which makes new jobs for each slot, has none.',
    bad: { script: '!!core.echo text:first\n!!core.echo text:hello job.key:greeting-1\n' },
    good: { script: "!!core.echo text:first\n!!core.echo text:hello job.key:greeting-1 job.after:''\n" },
  },
} as const satisfies Record<string, Explanation>;
