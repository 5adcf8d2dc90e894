// Schedules that a script keeps while others change them, and what of an earlier one with the name goes on.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defineSchedules } from '../../../src/app/run/schedules.ts';
import type { Store } from '../../../src/store/ports.ts';
import { openSqliteStore } from '../../../src/store/sqlite/store.ts';
import { compileText } from '../../plan/planning.ts';
import { ManualClock } from '../../store/contract/harness.ts';
import { asker } from '../../store/contract/make.ts';

const stranger = 'e'.repeat(64);

let dir = '';
let store: Store;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hero-test-'));
  store = openSqliteStore(join(dir, 'jobs.db'), { clock: new ManualClock() });
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

/** Keeps a schedule as this user does. Returns what is told: the first part of the line, or the codes of what is wrong. */
async function keep(text: string, { source = asker, cron = '0 3 * * *', through = store } = {}): Promise<string> {
  const script = `!!schedule.define name:nightly cron:'${cron}' tz:UTC\n!!core.echo text:${text}\n`;
  const { plan, diagnostics } = compileText(script);
  expect(diagnostics).toEqual([]);
  const told: string[] = [];
  const about = { store: through, source, local: undefined, dry: false, now: 0 };
  const problems = await defineSchedules(plan.schedules, about, (event) => {
    if (event.type === 'echo') told.push(event.text.split(';')[0] ?? '');
  });
  return [...told, ...problems.map(({ code }) => code)].join();
}

async function found() {
  const stored = await store.schedule('nightly');
  if (stored === undefined) throw new Error('it is kept');
  const { schedule, state } = stored;
  return { text: schedule.jobs[0]?.job.params.text, source: schedule.source, state };
}

/** Somebody else comes between the first look at what there is and what follows. */
function overtaken(other: () => Promise<unknown>): Store {
  return {
    ...store,
    async schedules() {
      const seen = await store.schedules();
      await other();
      return seen;
    },
  };
}

test('of two users who keep one of the same name at the same moment the first has it, and the other is told', async () => {
  const through = overtaken(() => keep('theirs', { source: stranger }));
  expect(await keep('ours', { through })).toBe('HS0306');
  expect(await found()).toMatchObject({ text: 'theirs', source: stranger });
});

test('of two runs of one user that keep it at the same moment the later one stands', async () => {
  const through = overtaken(() => keep('one'));
  expect(await keep('two', { through })).toBe('schedule nightly changed');
  expect((await found()).text).toBe('two');
});

test('one whose times are as before goes on from where it was, whatever else changes', async () => {
  await keep('one');
  const { state } = await found();
  const gone = {
    ...state,
    next: (state.next ?? 0) - 86_400_000,
    waiting: [1_000],
    open: ['run'],
    fired: 7,
    skipped: 2,
  };
  const expected = (await store.schedule('nightly'))?.revision ?? 0;
  expect(await store.changeSchedule({ name: 'nightly', expected, state: gone, batch: [] })).toBe('done');
  expect(await keep('two')).toBe('schedule nightly changed');
  expect(await found()).toMatchObject({ text: 'two', state: gone });
  // Slots of the old times are not made up for, but what was done is known.
  expect(await keep('two', { cron: '30 4 * * *' })).toBe('schedule nightly changed');
  const next = Date.UTC(2030, 0, 1, 4, 30);
  expect((await found()).state).toEqual({ ...gone, next, waiting: [] });
});
