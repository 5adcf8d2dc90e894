// From a store's address to an open store, or to what the user has to know.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { StoreError, type StoreErrorKind } from '../store/errors.ts';
import type { Store } from '../store/ports.ts';
import { isRedisUrl } from '../store/redis/address.ts';
import type { Settings } from './settings.ts';
import { sqlitePath, withoutPassword } from './store-url.ts';

export type OpenedStore = { ok: true; store: Store; url: string } | { ok: false; diagnostic: Diagnostic };

const codeOf = {
  unreachable: 'HS0701',
  corrupt: 'HS0702',
  newer: 'HS0703',
  address: 'HS0704',
  refused: 'HS0705',
  unsuitable: 'HS0706',
  no_space: 'HS0707',
  over_limit: 'HS0708',
  uncopied: 'HS0709',
} as const satisfies Record<StoreErrorKind, string>;

function storeDiagnostic(error: StoreError): Diagnostic {
  return { code: codeOf[error.kind], severity: 'error', message: error.message, help: error.help };
}

/** What a failure of the store means; undefined for any other. */
export function findStoreDiagnostic(error: unknown): Diagnostic | undefined {
  return error instanceof StoreError ? storeDiagnostic(error) : undefined;
}

/** Where the store is, known before it is opened. */
export interface StoreLocation {
  /** Absolute, with everything needed to connect: `sqlite:/home/me/jobs.db`, `redis://:password@host`. */
  url: string;
  /** For people. */
  shown: string;
  /** False: a file that the first run makes. */
  isThere: boolean;
}

export function findStore(
  settings: Settings,
): { ok: true; location: StoreLocation } | { ok: false; diagnostic: Diagnostic } {
  const { storeUrl, cwd } = settings;
  if (isRedisUrl(storeUrl))
    return { ok: true, location: { url: storeUrl, shown: withoutPassword(storeUrl), isThere: true } };
  const path = sqlitePath(storeUrl);
  if (path !== undefined) {
    const full = resolve(cwd, path);
    return { ok: true, location: { url: `sqlite:${full}`, shown: full, isThere: existsSync(full) } };
  }
  return {
    ok: false,
    diagnostic: {
      code: 'HS0704',
      severity: 'error',
      message: `store address '${withoutPassword(storeUrl)}' is not understood`,
      help: 'write sqlite:PATH, for example --store sqlite:./jobs.db, or redis://HOST:PORT',
    },
  };
}

export interface OpenOptions {
  /** Refuses every change; a file has to be there. */
  readOnly?: boolean;
  /** Only reads, so a file that may not be written is good enough: once, or as long as others change it. */
  reads?: 'once' | 'lasting';
}

export async function openStore(settings: Settings, options: OpenOptions = {}): Promise<OpenedStore> {
  const found = findStore(settings);
  if (!found.ok) return found;
  const { url } = found.location;
  try {
    return { ok: true, store: await open(url, settings, options), url };
  } catch (error) {
    if (error instanceof StoreError) return { ok: false, diagnostic: storeDiagnostic(error) };
    throw error;
  }
}

/** An adapter is loaded when it is needed. */
async function open(url: string, { env }: Settings, { readOnly = false, reads }: OpenOptions): Promise<Store> {
  const path = sqlitePath(url);
  if (path === undefined) {
    const { openRedisStore } = await import('../store/redis/store.ts');
    return openRedisStore(url, { env });
  }
  const { mayChange, openSqliteStore } = await import('../store/sqlite/store.ts');
  const onlyReads = readOnly || (reads !== undefined && existsSync(path) && !mayChange(path));
  return openSqliteStore(path, { readOnly: onlyReads, lasting: reads === 'lasting' });
}
