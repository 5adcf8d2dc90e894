// `hero job retry`: what has ended stays as it is; a new job with the same content runs, and names the old one.

import { setTimeout as delay } from 'node:timers/promises';
import { loadActors } from '../../actors/load.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { epochSeconds, systemClock } from '../../ground/clock.ts';
import { newGuid, newRunId } from '../../ground/id.ts';
import { PolicyCache } from '../../policy/policy-cache.ts';
import { isFinal, type JobView } from '../../records/outcome.ts';
import type { Store } from '../../store/ports.ts';
import { startHost } from '../host.ts';
import { openLocalKeys } from '../keys.ts';
import { findStore } from '../open-store.ts';
import { agentRecord, policyWith, register } from '../register.ts';
import { defaultConcurrency } from '../run/concurrency.ts';
import { findActorsDir, laneOf, placeOf, type Settings } from '../settings.ts';
import { type Answer, expectGuid, withStore } from './jobs.ts';

/** Runs the job again with the actors of this folder and answers when it has ended. */
export function retryJob(settings: Settings, entry: string, name: string): Promise<Answer<JobView>> {
  return withStore(settings, async (store) => {
    const guid = await expectGuid(store, name);
    if (!guid.ok) return guid;
    const old = await store.get(guid.value);
    if (old === undefined) throw new Error(`job ${guid.value} was found by its name and then was gone`);
    const { job } = old;
    if (!isFinal(job.status.status)) {
      const message = `job ${job.guid} is ${job.status.status}, only one that has ended can be run again`;
      const help = `hero job cancel ${job.guid}  ends it`;
      return { ok: false, diagnostics: [{ code: 'HS0604', severity: 'error', message, help }] };
    }
    return execute(settings, entry, store, old);
  });
}

async function execute(settings: Settings, entry: string, store: Store, old: JobView): Promise<Answer<JobView>> {
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

  const before = await store.policy();
  const known = before.agents.find((agent) => agent.pubkey === keys.keys.agent);
  const now = systemClock.now();
  const own = agentRecord(actors.values(), { pubkey: keys.keys.agent, guid: newGuid(), now }, known);
  await register(store, policyWith(before, actors.values(), own), before, own);

  const guid = newGuid();
  const run = newRunId();
  const lane = laneOf(placeOf(settings, actorsDir), run);
  const status = { guid, created: epochSeconds(now), start: 0, end: 0, status: 'created' as const };
  const { label, file, line } = old.outcome;
  await store.submit([
    {
      job: { ...job, guid, source: keys.keys.user, dependencies: [], status },
      trail: {
        run,
        lane,
        n: 1,
        retryOf: job.guid,
        ...(label === null ? {} : { label }),
        ...(file === null ? {} : { file }),
        ...(line === null ? {} : { line }),
      },
    },
  ]);
  const host = await startHost({
    store,
    storeUrl: found.place.url,
    actors,
    agentKey: keys.keys.agent,
    lanes: [lane],
    run,
    concurrency: defaultConcurrency(),
    policies: new PolicyCache(store, [keys.keys.user]),
    clock: systemClock,
  });
  try {
    const ended = async () => {
      while ((await store.open([guid])).length > 0) await delay(20);
    };
    await Promise.race([ended(), host.failed]);
  } finally {
    await host.close();
  }
  const view = await store.get(guid);
  if (view === undefined) throw new Error(`job ${guid} is gone`);
  return { ok: true, value: view };
}
