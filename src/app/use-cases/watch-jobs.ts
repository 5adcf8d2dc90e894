// `hero job watch`: follows jobs that other processes execute.

import type { JobView } from '../../records/outcome.ts';
import type { JobEvent } from '../../store/parts/feed.ts';
import type { Store } from '../../store/ports.ts';
import { type OnNames, tellNames } from '../agent-names.ts';
import { expectJob } from '../named-job.ts';
import type { Settings } from '../settings.ts';
import { hideSecrets } from '../shown-params.ts';
import { type Answer, withReadStore } from '../with-store.ts';

/** Follows a job, or all jobs of a run, until all have ended or `signal` aborts. Answers with how they stand then. */
export function watchJobs(
  settings: Settings,
  { name, reveal }: { name: string; reveal: boolean },
  onChange: (view: JobView, events: JobEvent[]) => void,
  signal: AbortSignal,
  onNames?: OnNames,
): Promise<Answer<JobView[]>> {
  return withReadStore(
    settings,
    async (store) => {
      await tellNames(store, settings, onNames);
      const hide = await hideSecrets(store, reveal);
      const tell = (view: JobView, events: JobEvent[]) => onChange({ ...view, job: hide(view.job) }, events);
      const ofRun = await store.list({ run: name, limit: 100_000 });
      const start = ofRun.length > 0 ? ofRun : undefined;
      if (start === undefined) {
        const one = await expectJob(store, name);
        if (!one.ok) return one;
        return { ok: true, value: await follow(store, [one.value], tell, signal) };
      }
      return { ok: true, value: await follow(store, start.reverse(), tell, signal) };
    },
    true,
  );
}

async function follow(
  store: Store,
  views: JobView[],
  onChange: (view: JobView, events: JobEvent[]) => void,
  signal: AbortSignal,
): Promise<JobView[]> {
  const guids = views.map(({ job }) => job.guid);
  const watched = new Set(guids);
  const changed = new Map<string, JobEvent[]>();
  let wake: () => void = () => {};
  const unsubscribe = store.subscribe((events) => {
    for (const event of events) {
      if (watched.has(event.guid)) changed.set(event.guid, [...(changed.get(event.guid) ?? []), event]);
    }
    wake();
  });
  try {
    for (const view of views) onChange(view, []);
    while (!signal.aborted && (await store.open(guids)).length > 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, 500);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      for (const [guid, events] of changed) {
        const view = await store.get(guid);
        if (view !== undefined) onChange(view, events);
      }
      changed.clear();
    }
    const ends: JobView[] = [];
    for (const guid of guids) {
      const view = await store.get(guid);
      if (view !== undefined) ends.push(view);
    }
    return ends;
  } finally {
    unsubscribe();
  }
}
