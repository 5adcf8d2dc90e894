// `hero job …`: look at jobs, cancel them, remove them.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { isFinal, type JobView } from '../../records/outcome.ts';
import type { JobWait } from '../../records/wait.ts';
import { type JobState, openStates } from '../../records/words.ts';
import type { CancelAnswer } from '../../store/parts/jobs.ts';
import type { LogLine } from '../../store/parts/views.ts';
import { namesIn, type OnNames, tellNames } from '../agent-names.ts';
import { followLines, readNewLines } from '../log-lines.ts';
import { expectGuid, expectJob, expectShownJob } from '../named-job.ts';
import { tellWhenStoreIsAway } from '../run/store-away.ts';
import type { Settings } from '../settings.ts';
import { hideSecrets } from '../shown-params.ts';
import { whyOpen } from '../why-open.ts';
import { briefly } from '../why-text.ts';
import { type Answer, withReadStore, withStore } from '../with-store.ts';

export interface ListRequest {
  /** Also those that have ended. */
  all: boolean;
  states?: JobState[];
  run?: string;
  limit: number;
  /** Show the values of secret params. */
  reveal: boolean;
}

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

export interface Reason {
  guid: string;
  sentence: string;
  /** The same for programs; null: the job has just been removed. */
  wait: JobWait | null;
}

export function whyJob(settings: Settings, name: string): Promise<Answer<Reason>> {
  return withReadStore(settings, async (store) => {
    const found = await expectJob(store, name);
    if (!found.ok) return found;
    const { job, outcome } = found.value;
    const how = outcome.outcome ?? job.status.status;
    const said = outcome.message.startsWith(how) ? '' : how;
    const ended = `it has ended: ${[said, outcome.message].filter((text) => text !== '').join(', ')}`;
    const names = await namesIn(store, settings);
    const nameOf = (key: string) => names.get(key) ?? briefly(key);
    const why = isFinal(job.status.status) ? undefined : await whyOpen(store, job, nameOf);
    const sentence = why?.sentence ?? ended;
    const wait = why?.wait ?? (await store.why(job.guid)) ?? null;
    return { ok: true, value: { guid: job.guid, sentence, wait } };
  });
}

/** Between two looks for new lines, milliseconds. */
const followMs = 200;

export interface LogReader {
  onLines(lines: LogLine[]): void;
  /** While it follows: the store is away, or back. */
  onNotice(notice: Diagnostic): void;
}

/** Log lines in order; with `follow` until the job has ended or `signal` aborts. */
export function readLogs(
  settings: Settings,
  name: string,
  follow: boolean,
  { onLines, onNotice }: LogReader,
  signal: AbortSignal,
): Promise<Answer<JobView>> {
  return withReadStore(
    settings,
    async (store) => {
      const found = await expectJob(store, name);
      if (!found.ok) return found;
      const { guid } = found.value.job;
      if (!follow) {
        await readNewLines(store, guid, 0, onLines);
        return found;
      }
      const stopNotices = tellWhenStoreIsAway(store, onNotice);
      try {
        await followLines(store, guid, onLines, followMs, signal);
      } finally {
        stopNotices();
      }
      return expectJob(store, guid);
    },
    follow,
  );
}

export interface Cancelled {
  answers: { guid: string; answer: CancelAnswer }[];
  /** What is wrong with the names that are those of no job; the others are cancelled all the same. */
  unknown: Diagnostic[];
}

export function cancelJobs(settings: Settings, names: string[], reason: string): Promise<Answer<Cancelled>> {
  return withStore(settings, async (store) => {
    const guids: string[] = [];
    const unknown: Diagnostic[] = [];
    for (const name of names) {
      const guid = await expectGuid(store, name);
      if (guid.ok) guids.push(guid.value);
      else unknown.push(...guid.diagnostics);
    }
    const answers = [];
    for (const guid of guids) answers.push({ guid, answer: await store.cancel(guid, reason) });
    return { ok: true, value: { answers, unknown } };
  });
}

/** Jobs that one transaction removes, so that others get their turn. */
const prunePage = 100;

/** Removes jobs that ended at least so many seconds ago; returns how many. */
export function pruneJobs(
  settings: Settings,
  states: ('ok' | 'error')[],
  olderSeconds: number,
): Promise<Answer<{ pruned: number }>> {
  return withStore(settings, async (store) => {
    const before = (await store.now()) - olderSeconds * 1000;
    let pruned = 0;
    while (true) {
      const gone = await store.prune(states, before, prunePage);
      pruned += gone;
      if (gone < prunePage) return { ok: true, value: { pruned } };
    }
  });
}
