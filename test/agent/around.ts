// What an execution has around it, for tests of single ones: an agent with one actor, and somebody who may ask it.

import { compilePolicy } from '../../src/acl/policy.ts';
import type { Actor } from '../../src/actors/actor.ts';
import { toService } from '../../src/actors/catalogue.ts';
import type { executeClaim } from '../../src/agent/execute.ts';
import { systemClock } from '../../src/ground/clock.ts';
import type { Job } from '../../src/records/job.ts';
import type { Claim } from '../../src/store/parts/work.ts';
import { plainAgent } from '../setup/plain-records.ts';
import { agentA, asker, makeJob } from '../store/contract/make.ts';

type Around = Parameters<typeof executeClaim>[1];

export function aroundOf(actor: Actor, secrets: Around['secrets'] = []): Around {
  const records = { agents: [plainAgent(agentA, actor)], groups: [], services: [toService(actor)], revoked: [] };
  return {
    actors: new Map([[actor.name, actor]]),
    agent: agentA,
    policy: compilePolicy({ revision: 1, ...records, root: [asker] }),
    secrets,
    clock: systemClock,
  };
}

/** A job of its action `go` that has begun. */
export function claimOf(actor: Actor, fields: Partial<Job> = {}): Claim {
  const job = makeJob('j', { actor: actor.name, action: 'go', ...fields });
  return { job, fence: 1, state: 'running', attempt: 1, revision: 1, run: null };
}
