// The log of a job, read page by page.

import { setTimeout as delay } from 'node:timers/promises';
import type { LogLine } from '../store/parts/views.ts';
import type { Store } from '../store/ports.ts';

const pageLines = 500;

/** All lines behind number `after` that are there by now. Returns the number of the last one, where to go on. */
export async function readNewLines(
  store: Pick<Store, 'logs'>,
  guid: string,
  after: number,
  onLines: (lines: LogLine[]) => void,
): Promise<number> {
  for (let last = after; ; ) {
    const lines = await store.logs(guid, last, pageLines);
    if (lines.length > 0) onLines(lines);
    last = lines.at(-1)?.n ?? last;
    if (lines.length < pageLines) return last;
  }
}

/** Lines as they come, until the job has ended or `signal` aborts. `lookMs`: how long to wait between two looks. */
export async function followLines(
  store: Pick<Store, 'logs' | 'open'>,
  guid: string,
  onLines: (lines: LogLine[]) => void,
  lookMs: number,
  signal?: AbortSignal,
): Promise<void> {
  for (let last = 0; signal?.aborted !== true; await delay(lookMs)) {
    // State first: lines written before the end are then all there.
    const isOpen = (await store.open([guid])).length > 0;
    last = await readNewLines(store, guid, last, onLines);
    if (!isOpen) return;
  }
}
