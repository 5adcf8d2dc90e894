// `hero job watch`: follows jobs that other processes execute.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { isFinal, type JobView } from '../../records/outcome.ts';
import type { Store } from '../../store/ports.ts';
import { type OnNames, tellNames } from '../agent-names.ts';
import { expectJob } from '../named-job.ts';
import { tellWhenStoreIsAway } from '../run/store-away.ts';
import type { Settings } from '../settings.ts';
import { hideSecrets } from '../shown-params.ts';
import { type Answer, withReadStore } from '../with-store.ts';

/** Between two looks whether jobs are still open, for a change that nobody has told of, milliseconds. */
const lookMs = 500;

export interface Watcher {
  onChange(view: JobView): void;
  /** The store is away, or back. */
  onNotice(notice: Diagnostic): void;
  onNames?: OnNames | undefined;
}

/** Follows a job, or all jobs of a run, until all have ended, and answers with their ends; with none when `signal` aborts. */
export function watchJobs(
  settings: Settings,
  { name, reveal }: { name: string; reveal: boolean },
  watcher: Watcher,
  signal: AbortSignal,
): Promise<Answer<JobView[]>> {
  const watch = async (store: Store) => {
    await tellNames(store, settings, watcher.onNames);
    const hide = await hideSecrets(store, reveal);
    const tell = (view: JobView) => watcher.onChange({ ...view, job: hide(view.job) });
    const ofRun = await store.list({ run: name, limit: 100_000 });
    if (ofRun.length > 0) return follow(store, ofRun.reverse(), tell, signal);
    const one = await expectJob(store, name);
    return one.ok ? follow(store, [one.value], tell, signal) : one;
  };
  return withReadStore(
    settings,
    async (store) => {
      const stopNotices = tellWhenStoreIsAway(store, watcher.onNotice);
      try {
        // A store that does not answer keeps nobody from going.
        return await Promise.race([watch(store), whenAborted(signal)]);
      } finally {
        stopNotices();
      }
    },
    true,
  );
}

function whenAborted(signal: AbortSignal): Promise<Answer<JobView[]>> {
  return new Promise((resolve) => {
    const leave = () => resolve({ ok: true, value: [] });
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
}

/** Tells each job as it stands now, then again at each of its changes. */
async function follow(
  store: Store,
  views: JobView[],
  onChange: (view: JobView) => void,
  signal: AbortSignal,
): Promise<Answer<JobView[]>> {
  const guids = views.map(({ job }) => job.guid);
  const watched = new Set(guids);
  const told = new Map<string, string>();
  const changed = new Set<string>();
  let wake: () => void = () => {};
  const unsubscribe = store.subscribe((events) => {
    for (const { guid } of events) if (watched.has(guid)) changed.add(guid);
    wake();
  });
  const abort = () => wake();
  signal.addEventListener('abort', abort);
  // What an event is about may have been read together with what came after it.
  const tell = (view: JobView) => {
    const { guid } = view.job;
    const text = JSON.stringify(view);
    if (told.get(guid) === text) return;
    told.set(guid, text);
    onChange(view);
  };
  try {
    for (const view of views) tell(view);
    while (!signal.aborted && (await store.open(guids)).length > 0) {
      if (changed.size === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, lookMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      const news = [...changed];
      changed.clear();
      for (const view of await getAll(store, news)) tell(view);
    }
    if (signal.aborted) return { ok: true, value: [] };
    const ends = await getAll(store, guids);
    // What ended after the last look was told by nobody yet.
    for (const view of ends) if (isFinal(view.job.status.status)) tell(view);
    const [lost] = findLost(guids, told);
    return lost === undefined ? { ok: true, value: ends } : { ok: false, diagnostics: [lostDiagnostic(store, lost)] };
  } finally {
    signal.removeEventListener('abort', abort);
    unsubscribe();
  }
}

/** Jobs that are open no more and whose end nobody has seen: the store does not know them any more. */
function findLost(guids: readonly string[], told: ReadonlyMap<string, string>): string[] {
  return guids.filter((guid) => {
    const text = told.get(guid);
    return text === undefined || !isFinal((JSON.parse(text) as JobView).job.status.status);
  });
}

function lostDiagnostic({ url }: Store, guid: string): Diagnostic {
  const help = 'the store was emptied, or came back without its data: hero run submits the job anew';
  return { code: 'HS0604', severity: 'error', message: `${url} knows nothing of job ${guid} any more`, help };
}

/** Those that are still there. */
async function getAll(store: Store, guids: readonly string[]): Promise<JobView[]> {
  const views: JobView[] = [];
  for (const guid of guids) {
    const view = await store.get(guid);
    if (view !== undefined) views.push(view);
  }
  return views;
}
