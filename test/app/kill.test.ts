// SIGKILL of a run at random moments: no job is lost, none has two accepted results, every open job ends.

import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { ended, Workplace } from '../setup/hero.ts';

const jobs = 200;
const moments = Number(process.env.HERO_KILL_MOMENTS ?? 21);
/** A machine that is busy now and idle then is measured again after so many moments. */
const measuredEvery = 7;
let times = { before: 0, work: 0 };
/** Kills that left jobs open. */
let hits = 0;

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

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
  if (!existsSync(workplace.storePath)) return [];
  const database = new DatabaseSync(workplace.storePath, { readOnly: true });
  try {
    // Killed while it made the file: there are no tables yet, so there are no jobs.
    const made = database.prepare(`select 1 from sqlite_schema where name = 'job'`).get() !== undefined;
    return made ? (database.prepare('select guid, run, state from job').all() as unknown as Row[]) : [];
  } finally {
    database.close();
  }
}

/** Guids with more than one final event. */
function doubles(): string[] {
  const database = new DatabaseSync(workplace.storePath, { readOnly: true });
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

async function findings() {
  const store = openSqliteStore(workplace.storePath, { readOnly: true });
  try {
    return await store.inspect();
  } finally {
    await store.close();
  }
}

/** Undisturbed: milliseconds from the start to the first job event, and from there to the end. */
async function measure(): Promise<{ before: number; work: number }> {
  const elsewhere = new Workplace();
  elsewhere.write('work.hero', script());
  const began = performance.now();
  const child = elsewhere.start(['run', 'work.hero', '--json']);
  const end = ended(child);
  await firstJobEvent(child);
  const before = performance.now() - began;
  await end;
  elsewhere.remove();
  return { before, work: performance.now() - began - before };
}

function firstJobEvent(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.on('data', (part) => {
      text += part;
      if (text.includes('"type":"job"')) resolve();
    });
    child.once('close', () => resolve());
  });
}

afterAll(() => expect(hits).toBeGreaterThan(0));

test('a file that was being made is one without jobs', async () => {
  workplace.write('home/.local/share/herorunner/jobs.db', '');
  workplace.write('work.hero', script());
  expect(readRows()).toEqual([]);
  expect((await workplace.hero(['doctor'])).code).toBe(0);
  expect((await workplace.hero(['run', 'work.hero'])).code).toBe(0);
  expect(readRows().length).toBe(jobs);
});

describe('SIGKILL', () => {
  // A third of the moments lie before the jobs are there, the others while they are worked off.
  for (let moment = 0; moment < moments; moment += 1) {
    test(`at moment ${moment + 1} of ${moments}`, async () => {
      // The golden ratio spreads the moments evenly, however many there are.
      const share = (moment * 0.618034) % 1;
      if (moment % measuredEvery === 0) times = await measure();
      const { before: start, work } = times;
      workplace.write('work.hero', script());
      const first = workplace.start(['run', 'work.hero', '--json']);
      const end = ended(first);
      if (moment % 3 === 0) {
        await delay(share * start);
      } else {
        await firstJobEvent(first);
        await delay(share * work);
      }
      first.kill('SIGKILL');
      await end;
      const before = readRows();
      expect([0, jobs]).toContain(before.length);
      if (before.some((row) => row.state !== 'ok')) hits += 1;

      const doctor = await workplace.hero(['doctor']);
      expect(doctor.stdout + doctor.stderr).not.toContain('internal error');
      expect(doctor.code).toBe(0);

      const second = await workplace.hero(['run', 'work.hero']);
      expect(second.stderr).not.toContain('error');
      expect(second.code).toBe(0);

      const after = readRows();
      expect(after.length).toBe(before.length + jobs);
      expect(after.filter((row) => row.state !== 'ok')).toEqual([]);
      expect(doubles()).toEqual([]);
      const ran = readFileSync(join(workplace.dir, 'ran.txt'), 'utf8').trim().split('\n').length;
      expect(ran).toBeGreaterThanOrEqual((after.length / jobs) * (jobs / 20));
      expect(await findings()).toEqual([]);
    });
  }
});
