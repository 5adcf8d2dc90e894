// limit.define: how many jobs run at the same time, and how much the store takes.

import type { Directive } from './directive.ts';

export const limitDefine: Directive = {
  actor: 'limit',
  action: 'define',
  aliases: [],
  summary: 'how many jobs run at the same time, and how much the store takes',
  help: 'It is kept in the store and holds for all jobs there, also those of others and of later runs, until it is defined anew or taken away with `state:absent`. Name one of `actor`, `agent` and `source` with `max_running`, or give `max_bytes` alone. It is set before the first job is submitted; `hero limit ls` shows what there is.',
  params: [
    {
      name: 'actor',
      type: 'string',
      required: false,
      description: 'the jobs of this actor',
      example: 'vm_manager',
    },
    {
      name: 'agent',
      type: 'string',
      required: false,
      description: 'the jobs that this agent has: its name or public key',
      example: 'node1',
    },
    {
      name: 'source',
      type: 'string',
      required: false,
      description: 'the jobs that this one asked for: a public key, or `me`',
      example: 'me',
    },
    {
      name: 'max_running',
      type: 'int',
      required: false,
      description: 'so many of them run at the same time; 0 = none',
      example: '2',
    },
    {
      name: 'max_bytes',
      type: 'string',
      required: false,
      description: 'the store refuses new jobs from this size on',
      example: '10GB',
    },
    {
      name: 'state',
      type: 'string',
      required: false,
      description: 'absent = take the limit away',
      example: 'absent',
      enum: ['present', 'absent'],
    },
  ],
  effect: { kind: 'limit' },
  reach: 'store',
  examples: [
    {
      script: '!!limit.define actor:core max_running:2\n!!core.echo text:one\n',
      plan: 'limit actor:core 2\n1  #1  core.echo text:one',
    },
    {
      script: '!!limit.define source:me max_running:10\n!!limit.define max_bytes:10GB\n',
      plan: 'limit source:me 10\nlimit store: 10737418240',
    },
    {
      script: '!!limit.define actor:core state:absent\n',
      plan: 'limit actor:core absent',
    },
  ],
};
