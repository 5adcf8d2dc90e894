// What Prometheus reads of a runner: how many jobs there are and how long they wait and run, of the whole store.

import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { JobEvent } from '../../store/parts/feed.ts';
import type { Store } from '../../store/ports.ts';
import type { Health } from './health.ts';
import type { MetricsText } from './http.ts';
import { StoreMetrics } from './store-metrics.ts';

const waitBuckets = [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600];
const runBuckets = [0.01, 0.1, 1, 5, 30, 120, 600, 3600];
/** Jobs that are remembered until they end; beyond it the oldest are not measured. */
const mostOpen = 100_000;

export class RunnerMetrics implements MetricsText {
  readonly #registry = new Registry();
  readonly #ofStore: StoreMetrics;
  /** Jobs that have not ended: when they moved last, and whether they run since. */
  readonly #open = new Map<string, { at: number; runs: boolean }>();
  readonly #lag: Gauge;
  readonly #ended: Counter<'outcome'>;
  readonly #wait: Histogram;
  readonly #run: Histogram<'agent'>;
  readonly #attempts: Counter<'agent'>;
  readonly #fired: Counter<'schedule'>;
  readonly #skipped: Counter<'schedule'>;
  readonly #answered: Gauge;
  readonly #health: Health;

  constructor(store: Pick<Store, 'stats' | 'sessions' | 'limits' | 'policy'>, health: Health) {
    this.#ofStore = new StoreMetrics(store);
    const registers = [this.#registry];
    const named = (name: string, help: string) => ({ name: `herorunner_${name}`, help, registers });
    this.#ended = new Counter({ ...named('jobs_ended_total', 'jobs that have ended'), labelNames: ['outcome'] });
    this.#attempts = new Counter({ ...named('attempts_total', 'executions begun'), labelNames: ['agent'] });
    const bySchedule = { labelNames: ['schedule'] as const };
    this.#fired = new Counter({
      ...named('slots_fired_total', 'slots of schedules that this runner has fired'),
      ...bySchedule,
    });
    this.#skipped = new Counter({ ...named('slots_skipped_total', 'slots left out for an overlap'), ...bySchedule });
    this.#wait = new Histogram({
      ...named('job_wait_seconds', "from the job's previous event to the start of its execution"),
      buckets: waitBuckets,
    });
    this.#run = new Histogram({
      ...named('job_run_seconds', 'from the start of an execution to its end'),
      buckets: runBuckets,
      labelNames: ['agent'],
    });
    this.#lag = new Gauge(named('sweep_lag_seconds', 'by how much the last turn was late for what was due'));
    this.#answered = new Gauge(named('store_answered_seconds', 'since the store last answered'));
    this.#health = health;
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  turned(lagMs: number): void {
    this.#lag.set(lagMs / 1000);
  }

  fired(schedule: string): void {
    this.#fired.inc({ schedule });
  }

  skipped(schedule: string, slots: number): void {
    this.#skipped.inc({ schedule }, slots);
  }

  met(events: readonly JobEvent[]): void {
    for (const event of events) this.#meet(event);
  }

  async text(): Promise<string> {
    const ofStore = await this.#ofStore.text();
    this.#answered.set((this.#health.sinceAnswer ?? Number.POSITIVE_INFINITY) / 1000);
    return [ofStore, await this.#registry.metrics()].filter((part) => part !== '').join('\n');
  }

  #meet({ guid, at, path, agent, outcome }: JobEvent): void {
    const state = path.at(-1);
    const before = this.#open.get(guid);
    const runs = state === 'running';
    if (runs) {
      if (before !== undefined) this.#wait.observe((at - before.at) / 1000);
      this.#attempts.inc({ agent: agent ?? '' });
    } else if (before?.runs && outcome !== null && agent !== null) {
      this.#run.observe({ agent }, (at - before.at) / 1000);
    }
    if (state === 'ok' || state === 'error') {
      this.#ended.inc({ outcome: outcome ?? state });
      this.#open.delete(guid);
      return;
    }
    this.#open.set(guid, { at, runs });
    if (this.#open.size > mostOpen) {
      const [oldest] = this.#open.keys();
      if (oldest !== undefined) this.#open.delete(oldest);
    }
  }
}
