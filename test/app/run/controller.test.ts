// A run that ends early while the store has not answered yet: what is on its way by then is ended too.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RunController } from '../../../src/app/run/controller.ts';
import { systemClock } from '../../../src/ground/clock.ts';
import type { AuthorisedPlan } from '../../../src/plan/plan.ts';
import { openSqliteStore } from '../../../src/store/sqlite/store.ts';
import { compileText } from '../../plan/planning.ts';
import { until } from '../../setup/until.ts';
import { Bench, ManualClock } from '../../store/contract/harness.ts';
import { agentA, asker } from '../../store/contract/make.ts';

let dir = '';
let bench: Bench;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hero-test-'));
  const store = openSqliteStore(join(dir, 'jobs.db'));
  bench = new Bench({ store, clock: new ManualClock(), reopen: async () => store, destroy: () => store.close() });
  await bench.session('s');
});
afterEach(async () => {
  await bench.opened.destroy();
  rmSync(dir, { recursive: true });
});

/** Calls of the store that are held up on their way, from `shut` to `open`. */
class Gate {
  /** That wait. */
  waiting = 0;
  #isOpen: Promise<void> = Promise.resolve();
  open: () => void = () => {};

  shut(): void {
    this.#isOpen = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  pass<A extends unknown[], R>(call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
    return async (...args) => {
      this.waiting += 1;
      await this.#isOpen;
      this.waiting -= 1;
      return call(...args);
    };
  }

  isMet(): Promise<unknown> {
    return until('a call is held up', () => this.waiting > 0);
  }
}

async function begin(text: string) {
  const { store } = bench;
  const { plan, diagnostics } = compileText(text);
  expect(diagnostics).toEqual([]);
  const grants = new Map(plan.jobs.map(({ n }) => [n, { candidates: [agentA] }]));
  const authorised = { plan, source: asker, revision: await store.revision(), grants } as unknown as AuthorisedPlan;
  const submits = new Gate();
  const cancels = new Gate();
  const controller = new RunController({
    authorised,
    store: { ...store, submit: submits.pass(store.submit), cancelWaiting: cancels.pass(store.cancelWaiting) },
    clock: systemClock,
    run: 'r',
    lane: '',
    local: undefined,
    subscribe: (onEvents) => store.subscribe(onEvents),
    keepGoing: false,
    check: () => [],
    emit: () => {},
  });
  return { controller, submits, cancels };
}

/** Whoever does not wait for the store is done by then: all else is in this process. */
function pause(): Promise<void> {
  return new Promise(setImmediate);
}

/** How the jobs that the store has stand, in script order. */
async function states(): Promise<string[]> {
  const views = await bench.store.list({ run: 'r', limit: 10 });
  views.sort((a, b) => (a.outcome.n ?? 0) - (b.outcome.n ?? 0));
  return Promise.all(views.map(({ job }) => bench.stands(job.guid)));
}

test('a cancel that comes while the first batch is on its way ends all of it', async () => {
  const { controller, submits } = await begin("!!core.echo text:a\n!!core.echo text:b job.after:''\n");
  submits.shut();
  const started = controller.start();
  await submits.isMet();
  const cancelled = controller.cancel('interrupted');
  await pause();
  submits.open();
  await Promise.all([started, cancelled, controller.done]);
  expect(await states()).toEqual(['error(cancelled)', 'error(cancelled)']);
  expect(controller.tally.counts).toMatchObject({ skipped: 2, ok: 0 });
});

test('a cancel that comes while a later batch is on its way ends that too', async () => {
  const { controller, submits } = await begin(
    "!!core.echo text:a job.name:a\n!!core.echo text:'${job.a.result}' job.after:a\n",
  );
  await controller.start();
  submits.shut();
  await bench.finish(await bench.take('s'), { ok: true, result: 'x' });
  await submits.isMet();
  const cancelled = controller.cancel('interrupted');
  await pause();
  submits.open();
  await Promise.all([cancelled, controller.done]);
  expect(await states()).toEqual(['ok', 'error(cancelled)']);
});

test('a failure while another batch is on its way keeps it from being begun', async () => {
  const { controller, submits } = await begin(
    "!!core.echo text:a job.name:a\n!!core.echo text:b job.after:''\n!!core.echo text:'${job.a.result}' job.after:a\n",
  );
  await controller.start();
  submits.shut();
  const claims = await bench.claim('s');
  const [first, second] = claims.sort((a, b) => (a.job.params.text ?? '').localeCompare(b.job.params.text ?? ''));
  if (first === undefined || second === undefined) throw new Error('both can be claimed');
  await bench.finish(first, { ok: true, result: 'x' });
  await submits.isMet();
  await bench.fail(second);
  await pause();
  submits.open();
  await controller.done;
  expect(await states()).toEqual(['ok', 'error(failed)', 'error(cancelled)']);
});

test('a run is not over before the store has heard that what nobody waits for is not to be begun', async () => {
  const { controller, cancels } = await begin(
    "!!core.echo text:a\n!!core.echo text:b job.after:'' job.detach:true job.start:1h\n",
  );
  await controller.start();
  cancels.shut();
  let isOver = false;
  controller.done.then(() => {
    isOver = true;
  });
  await bench.fail(await bench.take('s'));
  await cancels.isMet();
  await pause();
  expect([controller.jobs.openCount, isOver]).toEqual([0, false]);
  cancels.open();
  await controller.done;
  expect(await states()).toEqual(['error(failed)', 'error(cancelled)']);
});
