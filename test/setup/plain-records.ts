// Jobs, agents and actors with the usual values, for tests and benchmarks.

import type { Actor, ActorAction } from '../../src/actors/actor.ts';
import { toAgentService } from '../../src/actors/catalogue.ts';
import type { Agent } from '../../src/records/agent.ts';
import type { Job } from '../../src/records/job.ts';

type JobFields = Partial<Job> & Pick<Job, 'agents' | 'source' | 'actor' | 'action' | 'params'>;

export function plainJob(guid: string, fields: JobFields): Job {
  return {
    guid,
    circle: 'default',
    context: 'default',
    timeout_schedule: 60,
    timeout: 3600,
    log: true,
    ignore_error: false,
    ignore_error_codes: [],
    debug: false,
    retry: 0,
    dependencies: [],
    ...fields,
    status: { guid, created: 0, start: 0, end: 0, status: 'created', ...fields.status },
  };
}

/** An actor with one action that takes any params. */
export function plainActor(name: string, action: string, execute: ActorAction['execute']): Actor {
  const signature = {
    actor: name,
    action,
    description: '',
    needs: 'write' as const,
    params: [],
    open: true,
    examples: [],
  };
  const actions = new Map([[action, { signature, check: () => [], execute }]]);
  return { name, description: '', origin: 'here', actions };
}

/** An agent that offers the actor. */
export function plainAgent(pubkey: string, actor: Actor): Agent {
  return {
    pubkey,
    address: '127.0.0.1',
    port: 9999,
    description: '',
    status: { guid: 'run', timestamp_first: 1, timestamp_last: 1, status: 'ok' },
    services: [toAgentService(actor)],
    signature: '',
  };
}
