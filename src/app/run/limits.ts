// The limits that a script defines, set before its first job is submitted.

import type { PlannedLimit } from '../../plan/plan.ts';
import type { Store } from '../../store/ports.ts';
import type { RunEvent } from '../events.ts';

/** Tells of what it changes. Without a store: of what would be set. `source`: who `me` is. */
export async function defineLimits(
  limits: readonly PlannedLimit[],
  store: Store | undefined,
  source: string,
  emit: (event: RunEvent) => void,
): Promise<void> {
  if (limits.length === 0) return;
  const there = store === undefined ? [] : await store.limits();
  for (const planned of limits) {
    const name = planned.kind === 'source' && planned.name === 'me' ? source : planned.name;
    const { kind, max, file, line } = planned;
    const before = there.find((limit) => limit.kind === kind && limit.name === name);
    if ((before?.max ?? null) === max && store !== undefined) continue;
    if (max === null) await store?.removeLimit(kind, name);
    else await store?.setLimit({ kind, name, max });
    const what = kind === 'store' ? 'the store' : `${kind} ${planned.name}`;
    const text = max === null ? `no limit on ${what} any more` : `limit on ${what}: ${max}`;
    emit({ type: 'echo', text, file, line, limit: { kind, name: name || planned.name, max } });
  }
}
