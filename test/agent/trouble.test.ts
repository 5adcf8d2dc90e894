// An agent whose store is away for a moment: lost answers, jobs stopped in silence, a start that was not heard.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../../src/actors/actor.ts';
import { toAgentService, toService } from '../../src/actors/catalogue.ts';
import { Agent } from '../../src/agent/agent.ts';
import type { OnBeat } from '../../src/agent/session.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { PolicyCache } from '../../src/policy/policy-cache.ts';
import { StoreError } from '../../src/store/errors.ts';
import type { Store } from '../../src/store/ports.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { agentA, asker, makeJob } from '../store/contract/make.ts';

const leaseMs = 1_500;
let dir: string;
let store: Store;
let agent: Agent | undefined;
let executions = 0;
let actionMs = 0;

const actor: Actor = {
  name: 'slow',
  description: 'takes its time',
  origin: 'test',
  actions: new Map([
    [
      'go',
      {
        signature: {
          actor: 'slow',
          action: 'go',
          description: '',
          needs: 'write',
          params: [],
          open: true,
          examples: [],
        },
        check: () => [],
        async execute() {
          executions += 1;
          await new Promise((resolve) => setTimeout(resolve, actionMs));
          return executions;
        },
      },
    ],
  ]),
};

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hero-test-'));
  store = openSqliteStore(join(dir, 'jobs.db'));
  executions = 0;
  await store.putService(toService(actor));
  await store.putAgent({
    pubkey: agentA,
    address: '127.0.0.1',
    port: 9999,
    description: '',
    status: { guid: 'a', timestamp_first: 1, timestamp_last: 1, status: 'ok' },
    services: [toAgentService(actor)],
    signature: '',
  });
});
afterEach(async () => {
  await agent?.drain();
  await store.close();
  rmSync(dir, { recursive: true });
});

/** An agent on this store whose heart is silent while `isSilent`. */
async function startAgent(seen: Store, isSilent = () => false, known = actor): Promise<void> {
  agent = new Agent({
    store: seen,
    actors: new Map([['slow', known]]),
    pubkey: agentA,
    lanes: [''],
    run: null,
    concurrency: 4,
    leaseMs,
    policies: new PolicyCache(store, [asker]),
    clock: systemClock,
    startHeartbeat: (session, onBeat) => beatEvery(100, session, onBeat, isSilent),
    onTrouble: () => {},
  });
  await agent.start();
}

function beatEvery(ms: number, session: string, onBeat: OnBeat, isSilent: () => boolean) {
  const timer = setInterval(async () => {
    const asked = Date.now();
    if (!isSilent()) onBeat(await store.beat(session, leaseMs), asked);
  }, ms);
  return { stop: async () => clearInterval(timer) };
}

/** The store, except for these. */
function seenAs(odd: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name: keyof Store) {
      const value = odd[name] ?? target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

async function submitAndEnd(guids = ['j1']): Promise<void> {
  const admission = { candidates: [agentA], revision: await store.revision() };
  const jobs = guids.map((guid) => makeJob(guid, { actor: 'slow', action: 'go' }));
  await store.submit(jobs.map((job) => ({ job, trail: {}, admission })));
  await expect.poll(() => store.open(guids), { timeout: 10_000 }).toEqual([]);
  for (const guid of guids) expect((await store.get(guid))?.job.status.status).toBe('ok');
}

test('a job whose claim was answered to nobody goes back and is executed once', async () => {
  actionMs = 0;
  let lost = 0;
  const deaf = seenAs({
    async exchange(...args) {
      const answer = await store.exchange(...args);
      if (answer.claims.length === 0 || lost > 0) return answer;
      lost += 1;
      throw new StoreError('unreachable', 'the answer was lost', '');
    },
  });
  await startAgent(deaf);
  await submitAndEnd();
  expect([lost, executions]).toEqual([1, 1]);
});

test('a job that was stopped because no beat was answered is executed again when one is', async () => {
  actionMs = 1_400;
  let silentUntil = Number.POSITIVE_INFINITY;
  await startAgent(store, () => executions === 1 && Date.now() < silentUntil);
  // Nobody sweeps, so the lease is still renewed when the heart beats again.
  const end = submitAndEnd();
  await expect.poll(() => executions, { timeout: 5_000 }).toBe(1);
  silentUntil = Date.now() + 0.95 * leaseMs;
  await end;
  expect(executions).toBe(2);
});

test('a job that waited for a slot begins although its start was not heard the first time', async () => {
  actionMs = 50;
  let lost = 0;
  const limited = { ...actor, concurrency: 1 };
  const deaf = seenAs({
    async start(ref) {
      lost += 1;
      if (lost === 1) throw new StoreError('unreachable', 'it is away', '');
      return store.start(ref);
    },
  });
  await startAgent(deaf, () => false, limited);
  await submitAndEnd(['j1', 'j2']);
  expect([lost, executions]).toEqual([2, 2]);
});
