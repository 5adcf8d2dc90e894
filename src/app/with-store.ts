// Opens the store for one use-case and closes it again, whatever happens.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Store } from '../store/ports.ts';
import { type OpenOptions, openStore } from './open-store.ts';
import type { Settings } from './settings.ts';

export type Answer<T> = { ok: true; value: T } | { ok: false; diagnostics: Diagnostic[] };

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
