// agent.select: the agents that are tried for the actions below it.

import type { Directive } from './directive.ts';

export const agentSelect: Directive = {
  actor: 'agent',
  action: 'select',
  aliases: [],
  summary: 'the agents that are tried, in this order, for the actions below it',
  help: 'One of them executes the action: the next is tried when one cannot. An empty list means any agent that offers the action. An action that has its own `job.agents` keeps it.',
  params: [
    {
      name: 'names',
      type: 'list',
      required: true,
      description: 'names or public keys of agents; `local` is the agent of this machine',
      example: "'node1,node2'",
      aliases: ['name'],
    },
  ],
  effect: { kind: 'select', attribute: 'agents', param: 'names' },
  reach: 'file',
  examples: [
    {
      script: "!!agent.select names:'local'\n!!core.echo text:here\n",
      plan: '1  #1  core.echo text:here  agents=local',
    },
  ],
};
