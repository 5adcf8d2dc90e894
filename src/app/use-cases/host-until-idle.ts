// `hero runner --until-idle`: executes what a run of this folder left open and ends when nothing is.
// A detached run leaves its jobs to such a process.

import { setTimeout as delay } from 'node:timers/promises';
import { loadActors } from '../../actors/load.ts';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { openStates } from '../../records/words.ts';
import type { Store } from '../../store/ports.ts';
import type { EndSignals } from '../daemon/signals.ts';
import { burySessionsOfDeadProcesses, startHost } from '../host.ts';
import { openLocalKeys } from '../keys.ts';
import { openStore } from '../open-store.ts';
import { registerLocal } from '../register.ts';
import { findActorsDir, laneOf, type Settings, workspaceOf } from '../settings.ts';

export interface HostRequest {
  settings: Settings;
  entry: string;
  /** The run whose jobs it is there for. */
  run: string;
}

/** Resolves when it is idle or was told to end; diagnostics say why it could not begin. */
export async function hostUntilIdle(request: HostRequest, signals: EndSignals): Promise<Diagnostic[]> {
  const { settings } = request;
  const actorsDir = findActorsDir(settings, []);
  const { actors, diagnostics } = await loadActors(actorsDir, { entry: request.entry });
  if (hasErrors(diagnostics)) return diagnostics;
  const keys = await openLocalKeys(settings);
  if (!keys.ok) return [...diagnostics, keys.diagnostic];
  const opened = await openStore(settings);
  if (!opened.ok) return [...diagnostics, opened.diagnostic];
  const { store, url } = opened;
  try {
    await registerLocal(store, actors, keys.keys.agent);
    const lane = laneOf(workspaceOf(settings, actorsDir), request.run);
    await burySessionsOfDeadProcesses(store);
    const hosted = { store, storeUrl: url, settings, keys: keys.keys, actors, lanes: [lane], run: request.run };
    const host = await startHost(hosted);
    signals.begun();
    const stop = new AbortController();
    void signals.first.then(() => stop.abort());
    try {
      await Promise.race([waitUntilIdle(store, { run: request.run, lanes: [lane] }, stop.signal), host.failed]);
    } finally {
      await host.close();
    }
    return diagnostics;
  } finally {
    await store.close();
  }
}

async function waitUntilIdle(
  store: Store,
  which: { run: string; lanes: string[] },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const open = await store.list({ ...which, states: openStates, limit: 1 });
    if (open.length === 0) return;
    await delay(100, undefined, { signal }).catch(() => {});
  }
}
