// The floor: the same tables, the same rows written for the same transitions in batches of the same size, through
// node:sqlite, and nothing else: no script, no plan, no access control, no agent.

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { uuidv7 } from 'uuidv7';
import { defaultConcurrency } from '../../src/app/run/concurrency.ts';
import { jobSpecJson } from '../../src/records/job-json.ts';
import { migrations } from '../../src/store/sqlite/migrations.gen.ts';
import { plainJob } from '../../test/setup/plain-records.ts';
import { quantiles } from '../quantiles.ts';
import type { Measurement } from './measurement.ts';

const key = 'a'.repeat(64);

export async function bareLoop(jobs: number, dir: string): Promise<Measurement> {
  const batch = defaultConcurrency();
  const db = new DatabaseSync(join(dir, 'bare.db'));
  db.exec(
    'pragma journal_mode = wal; pragma synchronous = normal; pragma wal_autocheckpoint = 4000; pragma cache_size = -16000',
  );
  for (const sql of migrations) db.exec(sql);
  const insertJob =
    db.prepare(`insert into job(guid, run, lane, priority, actor, created, start, created_ms, named, retry,
    schedule_ms, timeout_ms, ignore_error, state, seq, inbox, agent, fence, answered, candidates, revision, turn, round,
    lost, attempt, unmet, not_before, due, scheduled_ms, ignored, code, message)
    values (?, 'bare', '/bench', 5, 'core', ?, 0, ?, 0, 0, 60000, 3600000, 0, 'scheduled', ?, ?, ?, 0, 0, ?, 1, 0, 0, 0, 0, 0, 0, ?, ?, 0, 0, '')`);
  const insertSpec = db.prepare('insert into spec(job, json, n, label, file, line) values (?, ?, ?, ?, ?, ?)');
  const insertEvents = db.prepare('insert into event_batch(first, n, at, body) values (?, ?, ?, ?)');
  const insertLog = db.prepare(`insert into log(job, n, at, attempt, stream, text) values (?, 1, ?, 1, 'stdout', ?)`);
  const run = db.prepare(`update job set state = 'running', inbox = null, session = ?, fence = 1, attempt = 1, due = ?,
    started_ms = ? where id = ?`);
  const end = db.prepare(`update job set state = 'ok', session = null, due = null, answered = 1, ended_ms = ?,
    outcome = 'ok', result = ? where id = ?`);
  let seq = 1;
  const events = (guids: string[], path: string[]) => {
    const at = Date.now();
    const body = guids.map((guid) => ({
      at,
      guid,
      run: 'bare',
      path,
      agent: key,
      attempt: 1,
      outcome: null,
      code: 0,
      message: '',
    }));
    insertEvents.run(seq, guids.length, at, JSON.stringify(body));
    seq += guids.length;
  };

  const began = performance.now();
  const guids = Array.from({ length: jobs }, () => uuidv7());
  const candidates = JSON.stringify([key]);
  db.exec('begin immediate');
  for (const [index, guid] of guids.entries()) {
    const now = Date.now();
    insertJob.run(guid, Math.floor(now / 1000), now, index + 1, key, key, candidates, now + 60_000, now);
    insertSpec.run(index + 1, spec(guid, index), index + 1, `#${index + 1}`, '<bench>', index + 1);
  }
  events(guids, ['created', 'scheduled']);
  db.exec('commit');

  const times: number[] = [];
  let running: number[] = [];
  for (let next = 0; times.length < jobs; ) {
    db.exec('begin immediate');
    const now = Date.now();
    for (const index of running) {
      insertLog.run(index + 1, now, `job ${index}`);
      end.run(now, JSON.stringify(`job ${index}`), index + 1);
    }
    if (running.length > 0)
      events(
        running.map((index) => guids[index] ?? ''),
        ['ok'],
      );
    const claimed = Array.from({ length: Math.min(batch, jobs - next) }, (_, i) => next + i);
    next += claimed.length;
    for (const index of claimed) run.run(key, now + 3_600_000, now, index + 1);
    if (claimed.length > 0)
      events(
        claimed.map((index) => guids[index] ?? ''),
        ['planned', 'running'],
      );
    db.exec('commit');
    for (const _ of running) times.push(performance.now() - began);
    running = claimed;
  }
  const workMs = performance.now() - began;
  db.close();
  return { jobs, planMs: 0, workMs, ...quantiles(times) };
}

/** A record as long as one of herorunner's. */
function spec(guid: string, index: number): string {
  const params = { text: `job ${index}` };
  return jobSpecJson(plainJob(guid, { agents: [], source: key, actor: 'core', action: 'echo', params }));
}
