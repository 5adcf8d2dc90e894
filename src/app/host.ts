// A runner and a local agent in this process.

import { hostname } from 'node:os';
import type { Actor } from '../actors/actor.ts';
import { Agent, type AgentOptions } from '../agent/agent.ts';
import { isProcessGone, processStart } from '../agent/process-start.ts';
import type { Clock } from '../ground/clock.ts';
import { newGuid } from '../ground/id.ts';
import type { PolicyCache } from '../policy/policy-cache.ts';
import { Runner } from '../runner/runner.ts';
import type { SecretFolder } from '../secrets/secret-files.ts';
import type { Session } from '../store/parts/sessions.ts';
import type { Store } from '../store/ports.ts';
import { startHeartbeat } from './heartbeat.ts';

export interface HostOptions {
  store: Store;
  /** Address of the store, for the heartbeat's own connection. */
  storeUrl: string;
  actors: ReadonlyMap<string, Actor>;
  agentKey: string;
  lanes: string[];
  run: string | null;
  concurrency: number;
  policies: PolicyCache;
  /** Where the agent has its secrets. */
  secrets: readonly SecretFolder[];
  clock: Clock;
  onLog?: AgentOptions['onLog'];
  onProgress?: AgentOptions['onProgress'];
}

export interface Host {
  agent: Agent;
  runner: Runner;
  /** Rejects with the error that stopped the runner or the agent. */
  failed: Promise<never>;
  /** Interrupts what still runs, puts it back, ends the session. */
  close(): Promise<void>;
}

/** Milliseconds for which the jobs of a process are safe without a sign of life. */
export const leaseMs = 15_000;

export async function startHost(options: HostOptions): Promise<Host> {
  const { store, storeUrl, actors, agentKey, lanes, run, concurrency, policies, secrets, clock, onLog, onProgress } =
    options;
  const agent = new Agent({
    store,
    actors,
    pubkey: agentKey,
    lanes,
    run,
    concurrency,
    leaseMs,
    policies,
    secrets,
    clock,
    startHeartbeat: (session, onBeat) => startHeartbeat(storeUrl, session, leaseMs, onBeat),
    ...(onLog === undefined ? {} : { onLog }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const runner = new Runner({ store, policies, isGone: isGoneHere, self: thisProcess() });
  await agent.start();
  runner.start();
  const failed = new Promise<never>((_, reject) => {
    agent.stopped.catch(reject);
    runner.stopped.catch(reject);
  });
  failed.catch(() => {});
  return {
    agent,
    runner,
    failed,
    async close() {
      await Promise.all([runner.stop(), agent.shutDown()]);
    },
  };
}

/** How a runner here names itself. */
export function thisProcess() {
  return { id: newGuid(), host: hostname(), pid: process.pid, processStart: processStart(process.pid) ?? '' };
}

/** Their jobs need not wait for a lease to end: the system knows that the processes are gone. */
export async function burySessionsOfDeadProcesses(store: Store): Promise<void> {
  for (const session of await store.sessions()) if (isGoneHere(session)) await store.bury(session.id);
}

/** Whether it was a process of this machine that is there no more. */
export function isGoneHere({ host, pid, processStart }: Pick<Session, 'host' | 'pid' | 'processStart'>): boolean {
  return host === hostname() && isProcessGone(pid, processStart);
}
