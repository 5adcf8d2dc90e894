// `hero job …`: look at jobs, cancel them, run one again.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { systemClock } from '../../ground/clock.ts';
import { isFinal, type JobView } from '../../records/outcome.ts';
import type { JobState } from '../../records/words.ts';
import type { JobEvent } from '../../store/parts/feed.ts';
import type { CancelAnswer } from '../../store/parts/jobs.ts';
import type { LogLine } from '../../store/parts/views.ts';
import type { Store } from '../../store/ports.ts';
import { type AgentNames, namesIn, type OnNames, tellNames } from '../agent-names.ts';
import { type OpenOptions, openStore } from '../open-store.ts';
import type { Settings } from '../settings.ts';
import { hideSecrets } from '../shown-params.ts';
import { whyOpen } from '../why-open.ts';

export type Answer<T> = { ok: true; value: T } | { ok: false; diagnostics: Diagnostic[] };

/** Opens the store, does one thing with it, closes it. */
export async function withStore<T>(
  settings: Settings,
  work: (store: Store) => Promise<Answer<T>>,
  options: OpenOptions = {},
): Promise<Answer<T>> {
  const opened = await openStore(settings, options);
  if (!opened.ok) return { ok: false, diagnostics: [opened.diagnostic] };
  try {
    return await work(opened.store);
  } finally {
    await opened.store.close();
  }
}

/** The same for work that changes nothing, so a file that may only be read will do; `lasting`: it waits for changes. */
export function withReadStore<T>(
  settings: Settings,
  work: (store: Store) => Promise<Answer<T>>,
  lasting = false,
): Promise<Answer<T>> {
  return withStore(settings, work, { reads: lasting ? 'lasting' : 'once' });
}

export interface ListRequest {
  /** Also those that have ended. */
  all: boolean;
  states?: JobState[];
  run?: string;
  limit: number;
  /** Show the values of secret params. */
  reveal: boolean;
}

const openStates: JobState[] = ['created', 'scheduled', 'planned', 'running'];

export function listJobs(settings: Settings, request: ListRequest, onNames?: OnNames): Promise<Answer<JobView[]>> {
  const states = request.states ?? (request.all || request.run !== undefined ? undefined : openStates);
  return withReadStore(settings, async (store) => {
    await tellNames(store, settings, onNames);
    const found = await store.list({
      limit: request.limit,
      ...(states === undefined ? {} : { states }),
      ...(request.run === undefined ? {} : { run: request.run }),
    });
    const hide = await hideSecrets(store, request.reveal || found.length === 0);
    return { ok: true, value: found.map((view) => ({ ...view, job: hide(view.job) })) };
  });
}

/** A job by its guid, by the first or last digits of it, or a diagnostic that says what it could have been. */
async function expectGuid(store: Store, name: string): Promise<Answer<string>> {
  const found = await store.findGuids(name, 3);
  const [guid] = found;
  if (guid !== undefined && (found.length === 1 || found.includes(name))) {
    return { ok: true, value: found.includes(name) ? name : guid };
  }
  const stray = guid === undefined ? await tellStray(store, name) : undefined;
  if (stray !== undefined) return stray;
  const help =
    guid === undefined
      ? 'hero job ls --all  lists the jobs there are'
      : `more than one begins or ends like this: ${found.join(', ')}`;
  const message = guid === undefined ? `there is no job ${name}` : `job ${name} is ambiguous`;
  return { ok: false, diagnostics: [{ code: 'HS0604', severity: 'error', message, help }] };
}

/** `reveal`: with the values of secret params. */
export function getJob(
  settings: Settings,
  { name, reveal }: { name: string; reveal: boolean },
  onNames?: OnNames,
): Promise<Answer<JobView>> {
  return withReadStore(settings, async (store) => {
    await tellNames(store, settings, onNames);
    return expectShownJob(store, name, reveal);
  });
}

export async function expectShownJob(store: Store, name: string, reveal: boolean): Promise<Answer<JobView>> {
  const found = await expectJob(store, name);
  if (!found.ok) return found;
  const hide = await hideSecrets(store, reveal);
  return { ok: true, value: { ...found.value, job: hide(found.value.job) } };
}

/** A record that is there, and no job. */
async function tellStray(store: Store, guid: string): Promise<Answer<never> | undefined> {
  const stray = await store.stray(guid);
  return stray && { ok: false, diagnostics: [{ code: 'HS0604', severity: 'error', ...stray }] };
}

export async function expectJob(store: Store, name: string): Promise<Answer<JobView>> {
  const guid = await expectGuid(store, name);
  if (!guid.ok) return guid;
  const view = await store.get(guid.value);
  if (view !== undefined) return { ok: true, value: view };
  const stray = await tellStray(store, guid.value);
  if (stray !== undefined) return stray;
  throw new Error(`job ${guid.value} was found by its name and then was gone`);
}

export function whyJob(settings: Settings, name: string): Promise<Answer<{ guid: string; sentence: string }>> {
  return withReadStore(settings, async (store) => {
    const found = await expectJob(store, name);
    if (!found.ok) return found;
    const { job, outcome } = found.value;
    const ended = `it has ended: ${outcome.outcome ?? job.status.status}${outcome.message === '' ? '' : `, ${outcome.message}`}`;
    const why = isFinal(job.status.status) ? undefined : await whyOpen(store, job);
    const sentence = why === undefined ? ended : withNames(why, await namesIn(store, settings));
    return { ok: true, value: { guid: job.guid, sentence } };
  });
}

/** A store knows agents by the beginnings of their keys. */
function withNames(sentence: string, names: AgentNames): string {
  return sentence.replace(/\bagent ([0-9a-f]{12})\b/g, (words, start: string) => {
    const [, name] = [...names].find(([key]) => key.startsWith(start)) ?? [];
    return name === undefined ? words : `agent ${name}`;
  });
}

const logPage = 500;
/** Jobs one transaction removes, so that others get their turn. */
const prunePage = 100;

/** Log lines in order, page by page; with `follow` until the job has ended. */
export function readLogs(
  settings: Settings,
  name: string,
  follow: boolean,
  onLines: (lines: LogLine[]) => void,
): Promise<Answer<JobView>> {
  return withReadStore(
    settings,
    async (store) => {
      const found = await expectJob(store, name);
      if (!found.ok) return found;
      const { guid } = found.value.job;
      let after = 0;
      const drain = async () => {
        while (true) {
          const lines = await store.logs(guid, after, logPage);
          if (lines.length > 0) onLines(lines);
          after = lines.at(-1)?.n ?? after;
          if (lines.length < logPage) return;
        }
      };
      while (follow) {
        // State first: lines written before the end are then all there.
        const view = await store.get(guid);
        await drain();
        if (view === undefined || isFinal(view.job.status.status)) break;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      await drain();
      return expectJob(store, guid);
    },
    follow,
  );
}

export function cancelJobs(
  settings: Settings,
  names: string[],
  reason: string,
): Promise<Answer<{ guid: string; answer: CancelAnswer }[]>> {
  return withStore(settings, async (store) => {
    const guids: string[] = [];
    for (const name of names) {
      const guid = await expectGuid(store, name);
      if (!guid.ok) return guid;
      guids.push(guid.value);
    }
    const value = [];
    for (const guid of guids) value.push({ guid, answer: await store.cancel(guid, reason) });
    return { ok: true, value };
  });
}

/** Removes jobs that ended at least so many seconds ago; returns how many. */
export function pruneJobs(
  settings: Settings,
  states: ('ok' | 'error')[],
  olderSeconds: number,
): Promise<Answer<{ pruned: number }>> {
  return withStore(settings, async (store) => {
    const before = systemClock.now() - olderSeconds * 1000;
    let pruned = 0;
    while (true) {
      const gone = await store.prune(states, before, prunePage);
      pruned += gone;
      if (gone < prunePage) return { ok: true, value: { pruned } };
    }
  });
}

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
