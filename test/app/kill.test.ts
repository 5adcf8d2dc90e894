// SIGKILL of a run at random moments: no job is lost, none has two accepted results, every open job ends.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ended, Workplace } from '../setup/hero.ts';

const jobs = 200;
const moments = 30;

let place: Workplace;
beforeEach(() => {
  place = new Workplace();
});
afterEach(() => place.remove());

/** Chains and branches of short jobs; each leaves a line when it has really run. */
function script(): string {
  const lines: string[] = [];
  for (let i = 1; i <= jobs; i += 1) {
    const after = i % 4 === 0 ? '' : " job.after:''";
    const action = i % 20 === 0 ? `osal.exec cmd:'echo ${i} >> ran.txt'` : `core.echo text:'${i}'`;
    lines.push(`!!${action}${after}`);
  }
  return `${lines.join('\n')}\n`;
}

interface Row {
  guid: string;
  run: string;
  state: string;
}

function readRows(): Row[] {
  if (!existsSync(place.storePath)) return [];
  const database = new DatabaseSync(place.storePath, { readOnly: true });
  try {
    return database.prepare('select guid, run, state from job').all() as unknown as Row[];
  } finally {
    database.close();
  }
}

/** Guids with more than one final event. */
function doubles(): string[] {
  const database = new DatabaseSync(place.storePath, { readOnly: true });
  try {
    const rows = database
      .prepare(
        `select guid from event, json_each(event.body, '$.path') p where p.value in ('ok', 'error')
         group by guid having count(*) > 1`,
      )
      .all();
    return rows.map((row) => String(row.guid));
  } finally {
    database.close();
  }
}

describe('SIGKILL', () => {
  // Spread over the whole life of a run: start, submission, work, end.
  for (let moment = 0; moment < moments; moment += 1) {
    test(`at moment ${moment + 1} of ${moments}`, async () => {
      place.write('work.hero', script());
      const first = place.start(['run', 'work.hero', '--json']);
      const end = ended(first);
      await delay(40 + moment * 20 + Math.random() * 20);
      first.kill('SIGKILL');
      await end;
      const before = readRows();
      expect([0, jobs]).toContain(before.length);

      const doctor = await place.hero(['doctor']);
      expect(doctor.stdout + doctor.stderr).not.toContain('internal error');
      expect(doctor.code).toBe(0);

      const second = await place.hero(['run', 'work.hero']);
      expect(second.stderr).not.toContain('error');
      expect(second.code).toBe(0);

      const after = readRows();
      expect(after.length).toBe(before.length + jobs);
      expect(after.filter((row) => row.state !== 'ok')).toEqual([]);
      expect(doubles()).toEqual([]);
      const ran = readFileSync(join(place.dir, 'ran.txt'), 'utf8').trim().split('\n').length;
      expect(ran).toBeGreaterThanOrEqual((after.length / jobs) * (jobs / 20));
      expect((await place.hero(['doctor'])).code).toBe(0);
    });
  }
});
