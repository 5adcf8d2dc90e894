// A runner and a local agent in this process.

import { hostname } from 'node:os';
import type { Actor } from '../actors/actor.ts';
import { Agent, type AgentOptions } from '../agent/agent.ts';
import { isProcessGone, processStart } from '../agent/process-start.ts';
import { systemClock } from '../ground/clock.ts';
import { newGuid } from '../ground/id.ts';
import { PolicyCache } from '../policy/policy-cache.ts';
import { Runner } from '../runner/runner.ts';
import type { Session } from '../store/parts/sessions.ts';
import type { Store } from '../store/ports.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { LocalKeys } from './keys.ts';
import { defaultConcurrency } from './run/concurrency.ts';
import { type Settings, secretFolders } from './settings.ts';

export interface HostOptions {
  store: Store;
  /** Address of the store, for the heartbeat's own connection. */
  storeUrl: string;
  settings: Settings;
  keys: LocalKeys;
  actors: ReadonlyMap<string, Actor>;
  lanes: string[];
  run: string;
  /** Jobs that run at a time; undefined = a number that fits the machine. */
  parallel?: number | undefined;
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
  const { store, storeUrl, settings, keys, actors, lanes, run, parallel, onLog, onProgress } = options;
  const policies = new PolicyCache(store, [keys.user]);
  const agent = new Agent({
    store,
    actors,
    pubkey: keys.agent,
    lanes,
    run,
    concurrency: parallel ?? defaultConcurrency(),
    leaseMs,
    policies,
    secrets: secretFolders(settings),
    clock: systemClock,
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
      // Whoever closes the store afterwards is to wait for both, also where one has failed.
      const ends = await Promise.allSettled([runner.stop(), agent.shutDown()]);
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    },
  };
}

/**
 * Has a runner here while `work` is done, which is told of its failure only: that the runner has ended is no end of the work.
 * `user`: public key that may do everything.
 */
export async function withRunner<T>(
  store: Store,
  user: string,
  work: (failed: Promise<never>) => Promise<T>,
): Promise<T> {
  const policies = new PolicyCache(store, [user]);
  const runner = new Runner({ store, policies, isGone: isGoneHere, onTrouble: () => {} });
  runner.start();
  const failed = runner.stopped.then(() => new Promise<never>(() => {}));
  failed.catch(() => {});
  try {
    return await work(failed);
  } finally {
    await runner.stop();
  }
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
