// From a store's address to an open store, or to what the user has to know.

import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { StoreError, type StoreErrorKind } from '../store/errors.ts';
import type { Store } from '../store/ports.ts';
import type { Settings } from './settings.ts';

export type OpenedStore = { ok: true; store: Store; path: string } | { ok: false; diagnostic: Diagnostic };

const codeOf = {
  unreachable: 'HS0701',
  corrupt: 'HS0702',
  newer: 'HS0703',
  address: 'HS0704',
  refused: 'HS0705',
  unsuitable: 'HS0706',
  full: 'HS0707',
} as const satisfies Record<StoreErrorKind, string>;

export function storeDiagnostic(error: StoreError): Diagnostic {
  return { code: codeOf[error.kind], severity: 'error', message: error.message, help: error.help };
}

/** Path of the embedded store's file, or a diagnostic when the address is of another kind. */
export function storePath(settings: Settings): { ok: true; path: string } | { ok: false; diagnostic: Diagnostic } {
  const match = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(settings.storeUrl);
  if (match?.[1] !== undefined) return { ok: true, path: resolve(settings.cwd, match[1]) };
  return {
    ok: false,
    diagnostic: {
      code: 'HS0704',
      severity: 'error',
      message: `store address '${settings.storeUrl}' is not understood`,
      help: 'write sqlite:PATH, for example --store sqlite:./jobs.db',
    },
  };
}

export async function openStore(settings: Settings, options: { readOnly?: boolean } = {}): Promise<OpenedStore> {
  const place = storePath(settings);
  if (!place.ok) return place;
  const { openSqliteStore } = await import('../store/sqlite/store.ts');
  try {
    return { ok: true, store: openSqliteStore(place.path, options), path: place.path };
  } catch (error) {
    if (error instanceof StoreError) return { ok: false, diagnostic: storeDiagnostic(error) };
    throw error;
  }
}
