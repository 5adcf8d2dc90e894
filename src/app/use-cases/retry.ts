// `hero job retry`: what has ended stays as it is; a new job with the same content runs, and names the old one.

import { loadActors } from '../../actors/load.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { epochSeconds, systemClock } from '../../ground/clock.ts';
import { newGuid, newRunId } from '../../ground/id.ts';
import { PolicyCache } from '../../policy/policy-cache.ts';
import { isFinal, type JobView } from '../../records/outcome.ts';
import { aliveAgents, readPresence } from '../../runner/alive.ts';
import type { Submission } from '../../store/parts/jobs.ts';
import type { LogLine } from '../../store/parts/views.ts';
import type { Store } from '../../store/ports.ts';
import { type OnNames, tellNames } from '../agent-names.ts';
import { completePolicy } from '../complete-policy.ts';
import { startHost, withRunner } from '../host.ts';
import { openLocalKeys } from '../keys.ts';
import { lastSeen } from '../last-seen.ts';
import { followLines } from '../log-lines.ts';
import { expectJob, expectShownJob } from '../named-job.ts';
import { findStore } from '../open-store.ts';
import { registerLocal } from '../register.ts';
import { spawnBackgroundHost } from '../run/detach.ts';
import type { Executing } from '../run/follow.ts';
import type { Interrupts } from '../run/interrupts.ts';
import { tellWhenStoreIsAway } from '../run/store-away.ts';
import { findActorsDir, laneOf, type Settings, workspaceOf } from '../settings.ts';
import { type Answer, refused, withStore } from '../with-store.ts';

export interface RetryRequest {
  /** Leave the execution to the agents that are up. Otherwise the actors of this folder execute it. */
  remote: boolean;
  /** File of our package that `import 'herorunner'` means. */
  entry: string;
  interrupts: Interrupts;
  /** Guid of the new job, as soon as the store has it. */
  onSubmitted(guid: string): void;
  /** Lines of the new job, as they come. */
  onLines(lines: LogLine[]): void;
  /** The store is away, or back. */
  onNotice(notice: Diagnostic): void;
  onNames?: OnNames;
}

/** The job anew, and who executes it while `work` is done. */
interface Retry {
  submission: Submission;
  during(work: (executing: Executing) => Promise<void>): Promise<void>;
}

/** Between two looks for lines of the job, and whether it has ended, milliseconds. */
const lookMs = 50;

/** Runs the job again and answers when it has ended, or is left alone. */
export function retryJob(settings: Settings, name: string, request: RetryRequest): Promise<Answer<JobView>> {
  return withStore(settings, async (store) => {
    await tellNames(store, settings, request.onNames);
    const found = await expectJob(store, name);
    if (!found.ok) return found;
    const old = found.value;
    const { job } = old;
    if (!isFinal(job.status.status)) {
      const message = `job ${job.guid} is ${job.status.status}, only one that has ended can be run again`;
      const help = `hero job cancel ${job.guid}  ends it`;
      return refused(message, help);
    }
    const stopNotices = tellWhenStoreIsAway(store, request.onNotice);
    try {
      const isElsewhere = request.remote || (await isForOthers(settings, old));
      const retry = isElsewhere ? await elsewhere(settings, store, old) : await here(settings, store, old, request);
      if (!retry.ok) return retry;
      const { guid } = retry.value.submission.job;
      await store.submit([retry.value.submission]);
      request.onSubmitted(guid);
      await retry.value.during((executing) => follow(store, guid, executing, request));
      return await expectShownJob(store, guid, false);
    } finally {
      stopNotices();
    }
  });
}

/** To the end of the job. The first interrupt cancels it, the second leaves it alone. */
async function follow(
  store: Store,
  guid: string,
  executing: Executing,
  { interrupts, onLines }: RetryRequest,
): Promise<void> {
  const over = new AbortController();
  const cancelFailed = new Promise<never>((_, reject) => {
    const cancel = async () => {
      await store.cancel(guid, 'interrupted');
      await executing.checkHeld();
    };
    interrupts.onCancel(() => cancel().catch(reject));
  });
  const lines = followLines(store, guid, onLines, lookMs, over.signal);
  try {
    await Promise.race([lines, executing.failed, cancelFailed, interrupts.left]);
  } finally {
    over.abort();
  }
}

/** Whether it names agents, and none that would be here. */
async function isForOthers(settings: Settings, { job }: JobView): Promise<boolean> {
  const keys = await openLocalKeys(settings);
  return keys.ok && job.agents.length > 0 && !job.agents.includes(keys.keys.agent);
}

/** The same job anew, named after the old one. */
function submissionAgain({ job, outcome }: JobView, source: string, run: string, lane: string): Submission {
  const guid = newGuid();
  const status = { guid, created: epochSeconds(systemClock.now()), start: 0, end: 0, status: 'created' as const };
  const { label, file, line } = outcome;
  return {
    job: { ...job, guid, source, dependencies: [], status },
    trail: {
      run,
      lane,
      n: 1,
      retryOf: job.guid,
      ...(label === null ? {} : { label }),
      ...(file === null ? {} : { file }),
      ...(line === null ? {} : { line }),
    },
  };
}

/** Agents that are up execute it, the same as for a new run; this process decides and waits. */
async function elsewhere(settings: Settings, store: Store, old: JobView): Promise<Answer<Retry>> {
  const keys = await openLocalKeys(settings);
  if (!keys.ok) return { ok: false, diagnostics: [keys.diagnostic] };
  const { user } = keys.keys;
  const { actor, action } = old.job;
  const presence = await readPresence(store, await store.now());
  const alive = aliveAgents(presence, '');
  const policies = new PolicyCache(store, [user]);
  const ask = (agent: string) => policies.decide({ subject: user, actor, action, agent });
  const decisions = await Promise.all(alive.map(ask));
  if (!decisions.some(({ code }) => code !== 'NOT_OFFERED')) {
    const message = `no agent that is up offers ${actor}.${action}`;
    const { agents } = completePolicy(await store.policy());
    const seen = lastSeen({ agents, draining: presence.draining }, actor, action, presence.now);
    const help = [...seen, `start an agent that has the actor ${actor}, or execute it here with --local`].join('; ');
    return { ok: false, diagnostics: [{ code: 'HS0304', severity: 'error', message, help }] };
  }
  const during: Retry['during'] = (work) =>
    withRunner(store, user, (failed) => work({ failed, checkHeld: async () => {} }));
  return { ok: true, value: { submission: submissionAgain(old, user, newRunId(), ''), during } };
}

/** This process executes it, with the actors of its folder. */
async function here(
  settings: Settings,
  store: Store,
  old: JobView,
  { entry, interrupts }: RetryRequest,
): Promise<Answer<Retry>> {
  const { job } = old;
  const actorsDir = findActorsDir(settings, old.outcome.file === null ? [] : [old.outcome.file]);
  const { actors, diagnostics } = await loadActors(actorsDir, { entry });
  if (actors.get(job.actor)?.actions.get(job.action) === undefined) {
    const message = `there is no action ${job.actor}.${job.action} here`;
    const help = didYouMean(job.actor, actors.keys()) ?? 'run it from the folder of its script, or name --actors';
    return { ok: false, diagnostics: [...diagnostics, { code: 'HS0201', severity: 'error', message, help }] };
  }
  const found = findStore(settings);
  const keys = await openLocalKeys(settings);
  if (!found.ok) return { ok: false, diagnostics: [found.diagnostic] };
  if (!keys.ok) return { ok: false, diagnostics: [keys.diagnostic] };

  await registerLocal(store, actors, keys.keys.agent);
  const run = newRunId();
  const lane = laneOf(workspaceOf(settings, actorsDir), run);
  const hosted = { store, storeUrl: found.location.url, settings, keys: keys.keys, actors, lanes: [lane], run };
  const during: Retry['during'] = async (work) => {
    const host = await startHost(hosted);
    try {
      await work({ failed: host.failed, checkHeld: () => host.agent.checkHeld() });
    } finally {
      // What it leaves is to be done, however it ends.
      await host.close().finally(() => {
        if (interrupts.detached) spawnBackgroundHost(settings, actorsDir, run);
      });
    }
  };
  return { ok: true, value: { submission: submissionAgain(old, keys.keys.user, run, lane), during } };
}
