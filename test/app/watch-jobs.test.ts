// Jobs that are watched while another process executes them.

import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveSettings } from '../../src/app/settings.ts';
import { watchJobs } from '../../src/app/use-cases/watch-jobs.ts';
import { Workplace } from '../setup/hero.ts';

let place: Workplace;
beforeEach(() => {
  place = new Workplace();
});
afterEach(() => place.remove());

/** Looks without giving way to anything else in this process. */
function waitForEnd(guid: string): void {
  const file = new DatabaseSync(place.storePath, { readOnly: true });
  const state = file.prepare('select state from job where guid = ?');
  while (state.get(guid)?.state !== 'ok') {}
  file.close();
}

test('the end is told of a job that ends before anything is heard of it', async () => {
  const { end, events } = await place.startRun(`!!osal.exec cmd:'while [ ! -e go ]; do sleep 0.02; done'\n`);

  const told: string[] = [];
  const settings = resolveSettings({}, place.env, place.dir);
  const answer = await watchJobs(
    settings,
    { name: String(events[0]?.run), reveal: false },
    ({ job }) => {
      told.push(job.status.status);
      if (told.length > 1) return;
      place.write('go', '');
      waitForEnd(job.guid);
    },
    new AbortController().signal,
  );
  expect(told).toEqual(['running', 'ok']);
  expect(answer).toMatchObject({ ok: true, value: [{ job: { status: { status: 'ok' } } }] });
  expect((await end).code).toBe(0);
});
