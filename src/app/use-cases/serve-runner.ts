// `hero runner`: admits what other programs submitted and moves on what is due, until it is told to end.

import { hostname } from 'node:os';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { systemClock } from '../../ground/clock.ts';
import { repeat } from '../../ground/repeat.ts';
import { PolicyCache } from '../../policy/policy-cache.ts';
import { Runner } from '../../runner/runner.ts';
import { Scheduler } from '../../runner/scheduler.ts';
import type { Store } from '../../store/ports.ts';
import { atMost, farewellMs } from '../daemon/farewell.ts';
import { type HttpServer, serveHealth } from '../daemon/http.ts';
import type { Log } from '../daemon/log.ts';
import { RunnerMetrics } from '../daemon/metrics.ts';
import type { EndSignals } from '../daemon/signals.ts';
import { StoreWatch } from '../daemon/store-watch.ts';
import { burySessionsOfDeadProcesses, isGoneHere, thisProcess } from '../host.ts';
import { openLocalKeys } from '../keys.ts';
import { openStore } from '../open-store.ts';
import type { Settings } from '../settings.ts';

export interface ServeRunnerRequest {
  settings: Settings;
  log: Log;
  /** HOST:PORT for health and metrics. */
  http?: string;
  /** Public keys that may do everything, beside the user's own. */
  root: string[];
}

const buryEveryMs = 1_000;

/** Resolves when it was told to end and the last turn is over; diagnostics say why it could not begin. */
export async function serveRunner(request: ServeRunnerRequest, signals: EndSignals): Promise<Diagnostic[]> {
  const { settings, log } = request;
  const keys = await openLocalKeys(settings);
  if (!keys.ok) return [keys.diagnostic];
  const opened = await openStore(settings);
  if (!opened.ok) return [opened.diagnostic];
  const { store } = opened;
  const watch = new StoreWatch(log, store.url, systemClock);
  const { health } = watch;
  const metrics = new RunnerMetrics(store, health);
  let server: HttpServer | undefined;
  let runner: Runner | undefined;
  const unsubscribe = store.subscribe((events) => {
    metrics.met(events);
    // What waited for a job that has ended may need a decision now.
    if (events.some(({ outcome }) => outcome !== null)) runner?.nudge();
  });
  try {
    if (request.http !== undefined) {
      const served = await serveHealth(request.http, health, metrics);
      if (!served.ok) return [served.diagnostic];
      server = served.server;
    }
    runner = makeRunner({ store, user: keys.keys.user, request, watch, metrics });
    runner.start();
    signals.begun();
    log.info({ store: store.url, host: hostname(), ...(server && { http: server.url }) }, 'runner started');
    const stopBurying = repeat(buryEveryMs, () => burySessionsOfDeadProcesses(store));
    await Promise.race([signals.first, runner.stopped]);
    health.draining = true;
    stopBurying();
    await atMost(farewellMs, runner.stop());
    log.info({}, 'runner ended');
    return [];
  } finally {
    watch.end();
    unsubscribe();
    await server?.close();
    await store.close();
  }
}

function makeRunner(of: {
  store: Store;
  /** Public key of the user here. */
  user: string;
  request: ServeRunnerRequest;
  watch: StoreWatch;
  metrics: RunnerMetrics;
}): Runner {
  const { store, user, request, watch, metrics } = of;
  return new Runner({
    store,
    isGone: isGoneHere,
    self: thisProcess(),
    policies: new PolicyCache(store, [user, ...request.root]),
    scheduler: schedulerOf(store, metrics, request.log),
    onTrouble: (error) => watch.failed(error),
    onTurn(lagMs) {
      watch.answered();
      metrics.turned(lagMs);
    },
  });
}

/** What it does is counted and logged. */
function schedulerOf(store: Store, metrics: RunnerMetrics, log: Log): Scheduler {
  return new Scheduler({
    store,
    onFired(schedule, run, slot) {
      metrics.fired(schedule);
      log.info({ schedule, run, slot: isoTime(slot) }, 'slot fired');
    },
    onMissed: (schedule, from, to) =>
      log.warn({ schedule, from: isoTime(from), to: isoTime(to) }, 'slots were missed and are left out'),
    onSkipped(schedule, slots) {
      metrics.skipped(schedule, slots);
      log.warn({ schedule, slots }, 'slots are skipped: jobs of an earlier one are open');
    },
    onProblem: (schedule, problem) => log.error({ schedule, problem }, 'schedule cannot be fired'),
  });
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
