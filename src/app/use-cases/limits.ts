// `hero limit …`: what a store may take, as it is kept in the store.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { parseBytes } from '../../script/values/size.ts';
import type { Limit } from '../../store/ports.ts';
import type { Settings } from '../settings.ts';
import { type Answer, withStore } from './jobs.ts';

export function listLimits(settings: Settings): Promise<Answer<Limit[]>> {
  return withStore(settings, async (store) => ({ ok: true, value: await store.limits() }));
}

/** `what`: `store`; `max`: an amount of storage. */
export async function setLimit(settings: Settings, what: string, max: string): Promise<Answer<Limit>> {
  const problem = findProblem(what);
  if (problem !== undefined) return { ok: false, diagnostics: [problem] };
  const bytes = parseBytes(max);
  if (!bytes.ok)
    return { ok: false, diagnostics: [bad(`${max} is no amount of storage`, 'write it as 512MB or 10GB')] };
  return withStore(settings, async (store) => {
    const limit: Limit = { kind: 'store', name: '', max: bytes.value };
    await store.setLimit(limit);
    return { ok: true, value: limit };
  });
}

export async function removeLimit(settings: Settings, what: string): Promise<Answer<boolean>> {
  const problem = findProblem(what);
  if (problem !== undefined) return { ok: false, diagnostics: [problem] };
  return withStore(settings, async (store) => ({ ok: true, value: await store.removeLimit('store', '') }));
}

function findProblem(what: string): Diagnostic | undefined {
  return what === 'store' ? undefined : bad(`there is no limit on ${what}`, 'write hero limit set store 10GB');
}

function bad(message: string, help: string): Diagnostic {
  return { code: 'HS0603', severity: 'error', message, help };
}
