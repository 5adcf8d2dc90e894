// Contract: several processes on one store: races, news of each other, sudden deaths.

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../src/store/parts/feed.ts';
import type { Store } from '../../../src/store/ports.ts';
import { agentA, makeJob } from './make.ts';

const children: ChildProcess[] = [];

export interface Worker {
  /** The next line it prints; undefined at its end. */
  line(): Promise<string | undefined>;
  kill(): Promise<void>;
}

/** See worker.ts. */
export function startWorker(url: string, task: string, name: string, jobs = 0): Worker {
  const args = [join(import.meta.dirname, 'worker.ts'), url, task, name, String(jobs)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    line: async () => {
      const { done, value } = await lines.next();
      return done === true ? undefined : value;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

export function killWorkers(): void {
  for (const child of children.splice(0)) child.kill('SIGKILL');
}

/** `url`: of a new store for each test; `open`: opens it in this process. */
export function processContract(url: () => string, open: () => Promise<Store>): void {
  describe('several processes', () => {
    afterEach(killWorkers);

    it('make a store at the same time', async () => {
      const workers = ['a', 'b', 'c', 'd'].map((name) => startWorker(url(), 'idle', name));
      expect(await Promise.all(workers.map((worker) => worker.line()))).toEqual(Array(4).fill('ready'));
      const store = await open();
      expect((await store.sessions()).length).toBe(4);
      await store.close();
    });

    it('share 2,000 jobs, each taken exactly once, and this process hears of all of it', async () => {
      const store = await open();
      const events: JobEvent[] = [];
      store.subscribe((heard) => events.push(...heard));
      const workers = ['a', 'b', 'c'].map((name) => startWorker(url(), 'race', name, 2_000));
      for (const worker of workers) expect(await worker.line()).toBe('ready');
      const guids = Array.from({ length: 2_000 }, (_, i) => `job-${i}`);
      const admission = { candidates: [agentA], revision: await store.revision() };
      for (let i = 0; i < guids.length; i += 250) {
        await store.submit(guids.slice(i, i + 250).map((guid) => ({ job: makeJob(guid), trail: {}, admission })));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const taken = (await Promise.all(workers.map((worker) => worker.line()))).map(
        (line) => JSON.parse(line ?? 'null') as string[],
      );
      expect(taken.flat().sort()).toEqual(guids.toSorted());
      expect((await store.stats()).byOutcome).toEqual({ ok: 2_000 });
      expect(await store.inspect()).toEqual([]);

      await expect.poll(() => events.length).toBe(6_000);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => (events[0]?.seq ?? 0) + i));
      const paths = Map.groupBy(events, ({ guid }) => guid);
      for (const guid of guids) {
        expect(paths.get(guid)?.map(({ path }) => path.join('>'))).toEqual([
          'created>scheduled',
          'planned>running',
          'ok',
        ]);
      }
      const holder = new Map(taken.flatMap((list, i) => list.map((guid) => [guid, 'abc'[i]])));
      expect(
        events.filter(({ outcome }) => outcome === 'ok').every(({ guid, result }) => holder.get(guid) === result),
      ).toBe(true);
      await store.close();
    });

    it('are woken by a job that another one brings', async () => {
      const [store, other] = [await open(), await open()];
      const began = performance.now();
      const waiting = store.waitForWork(agentA, [''], 30_000);
      const admission = { candidates: [agentA], revision: await other.revision() };
      await other.submit([{ job: makeJob('j1'), trail: {}, admission }]);
      await waiting;
      expect(performance.now() - began).toBeLessThan(15_000);
      await store.close();
      await other.close();
    });

    it('hear of all of a large batch', async () => {
      const [store, other] = [await open(), await open()];
      const events: JobEvent[] = [];
      store.subscribe((heard) => events.push(...heard));
      const guids = Array.from({ length: 2_500 }, (_, i) => `j${i}`);
      await other.submit(guids.map((guid) => ({ job: makeJob(guid), trail: {} })));
      await expect.poll(() => events.length).toBe(2_500);
      expect(events.map(({ guid }) => guid)).toEqual(guids);
      await store.close();
      await other.close();
    });

    it('hear of the result of a job whole, however long it is', async () => {
      const [store, other] = [await open(), await open()];
      const events: JobEvent[] = [];
      store.subscribe((heard) => events.push(...heard));
      const admission = { candidates: [agentA], revision: await other.revision() };
      await other.submit([{ job: makeJob('j1'), trail: {}, admission }]);
      await other.openSession(
        { id: 's', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '' },
        60_000,
      );
      const [claim] = await other.claim({ agent: agentA, session: 's', lanes: [''], max: 1 });
      const result = 'x'.repeat(10_000);
      await other.exchange([{ guid: 'j1', fence: claim?.fence ?? 0, ok: true, result }]);
      await expect.poll(() => events.at(-1)?.outcome).toBe('ok');
      expect(events.at(-1)?.result).toBe(result);
      await store.close();
      await other.close();
    });

    it('keep a limit together, at every moment', async () => {
      const store = await open();
      const events: JobEvent[] = [];
      store.subscribe((heard) => events.push(...heard));
      await store.setLimit({ kind: 'actor', name: 'vm_manager', max: 5 });
      const workers = ['a', 'b', 'c'].map((name) => startWorker(url(), 'race', name, 600));
      for (const worker of workers) expect(await worker.line()).toBe('ready');
      const admission = { candidates: [agentA], revision: await store.revision() };
      const jobs = Array.from({ length: 600 }, (_, i) => makeJob(`job-${i}`));
      await store.submit(jobs.map((job) => ({ job, trail: {}, admission })));
      const taken = (await Promise.all(workers.map((worker) => worker.line()))).map(
        (line) => JSON.parse(line ?? 'null') as string[],
      );
      expect(new Set(taken.flat()).size).toBe(600);
      await expect.poll(() => events.length).toBe(1_800);
      let held = 0;
      let most = 0;
      for (const { path } of events) {
        held += path.includes('planned') ? 1 : path.includes('ok') ? -1 : 0;
        most = Math.max(most, held);
      }
      expect({ held, most }).toEqual({ held: 0, most: 5 });
      expect(await store.limits()).toMatchObject([{ used: 0, waiting: 0 }]);
      expect(await store.inspect()).toEqual([]);
      await store.close();
    });

    it('leave a sound store behind when they are killed in the middle of their work', async () => {
      for (let round = 0; round < 3; round++) {
        const names = [`r${round}a`, `r${round}b`];
        if (round > 0) {
          const limiting = await open();
          await limiting.setLimit({ kind: 'actor', name: 'vm_manager', max: 9 });
          await limiting.close();
        }
        const workers = names.map((name) => startWorker(url(), 'churn', name));
        const begun = workers.map(async (worker) => [await worker.line(), await worker.line()]);
        expect(await Promise.all(begun)).toEqual(workers.map(() => ['ready', 'busy']));
        await new Promise((resolve) => setTimeout(resolve, round * 7));
        await Promise.all(workers.map((worker) => worker.kill()));
        const store = await open();
        expect(await store.inspect()).toEqual([]);
        for (const name of names) await store.bury(name);
        const { byState } = await store.stats();
        expect(byState.running + byState.planned).toBe(0);
        for (const { used } of await store.limits()) expect(used).toBe(0);
        expect(await store.inspect()).toEqual([]);
        await store.close();
      }
      // Six processes are started, each while two others write as fast as they can.
    }, 120_000);
  });
}
