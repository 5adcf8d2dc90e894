// Opens the store for one use-case and closes it again, whatever happens.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Store } from '../store/ports.ts';
import { findStore, type OpenOptions, openStore } from './open-store.ts';
import type { Settings } from './settings.ts';

export type Answer<T> = { ok: true; value: T } | { ok: false; diagnostics: Diagnostic[] };

/** What a person named is not there, or not to be had like this. */
export function refused(message: string, help?: string): Extract<Answer<never>, { ok: false }> {
  const advice = help === undefined ? {} : { help };
  return { ok: false, diagnostics: [{ code: 'HS0604', severity: 'error', message, ...advice }] };
}

/** A store that was named has to be there: one made now would only hide that its name is mistyped. */
export function withStore<T>(
  settings: Settings,
  work: (store: Store) => Promise<Answer<T>>,
  options: OpenOptions = {},
): Promise<Answer<T>> {
  const found = findStore(settings);
  if (found.ok && settings.isStoreNamed && !found.location.isThere) {
    const help = 'check its name; hero run, hero agent and hero runner make a store where there is none';
    const message = `there is no store ${found.location.shown}`;
    return Promise.resolve({ ok: false, diagnostics: [{ code: 'HS0701', severity: 'error', message, help }] });
  }
  return withNewStore(settings, work, options);
}

/** For work that is worth a store of its own: makes it where there is none. */
export async function withNewStore<T>(
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

/**
 * For work that changes nothing, so that a file that may only be read will do. `lasting`: the work waits for what others
 * change meanwhile.
 */
export function withReadStore<T>(
  settings: Settings,
  work: (store: Store) => Promise<Answer<T>>,
  lasting = false,
): Promise<Answer<T>> {
  return withStore(settings, work, { reads: lasting ? 'lasting' : 'once' });
}
