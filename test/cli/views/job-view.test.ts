// `hero job ls`, `get`, `watch`, `logs`.

import { describe, expect, test } from 'vitest';
import {
  type JobViewOptions,
  jobChangeLine,
  jobDetailView,
  jobListView,
  jobViewToJson,
  logLineText,
} from '../../../src/cli/views/job-view.ts';
import { jobSchema } from '../../../src/records/job.ts';
import type { JobOutcome, JobView } from '../../../src/records/outcome.ts';
import { type MemoryScreen, memoryTerminal } from '../../print/memory-terminal.ts';
import { kristof, nameOf, node1, node2 } from './events.ts';
import { startOfTime } from './play.ts';

const now = startOfTime + 60_000;

function view(n: number, fields: { job?: Record<string, unknown>; outcome?: Partial<JobOutcome> } = {}): JobView {
  const guid = `0193d000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const state = fields.job?.state ?? 'running';
  const job = jobSchema.parse({
    guid,
    source: kristof,
    actor: 'vm_manager',
    action: 'start',
    params: { id: String(n) },
    ...fields.job,
    status: { guid, created: Math.floor(startOfTime / 1000), status: state },
  });
  const outcome: JobOutcome = {
    outcome: null,
    ignored: false,
    agent: node1,
    attempt: 1,
    code: 0,
    message: '',
    result: null,
    run: '7c1e04',
    n,
    label: `#${n}`,
    file: 'deploy.hero',
    line: n + 1,
    created_ms: startOfTime,
    scheduled_ms: startOfTime + 10,
    started_ms: startOfTime + 50,
    ended_ms: null,
    retry_of: null,
    cancel_requested: null,
    progress: null,
    failed_attempts: [],
    ...fields.outcome,
  };
  return { job, outcome };
}

const failed = view(2, {
  job: {
    state: 'error',
    params: { id: '11', descr: 'two\nlines \u001b[31m' },
    agents: [node1, node2],
    retry: 1,
    dependencies: [{ guid: 'other-job' }],
  },
  outcome: {
    outcome: 'failed',
    agent: node2,
    attempt: 3,
    code: 12,
    message: 'no kernel image for vm 11',
    result: { tried: ['/vm/11/vmlinuz'] },
    label: 'vm11',
    ended_ms: startOfTime + 2250,
    failed_attempts: [
      {
        attempt: 1,
        agent: node1,
        outcome: 'timeout',
        code: 0,
        message: 'ran too long',
        started_ms: startOfTime,
        ended_ms: startOfTime + 30_000,
      },
      {
        attempt: 2,
        agent: node2,
        outcome: 'failed',
        code: 12,
        message: 'no kernel image',
        started_ms: null,
        ended_ms: startOfTime + 31_000,
      },
    ],
  },
});

const views: JobView[] = [
  view(4, {
    job: { state: 'created' },
    outcome: { agent: null, attempt: 0, scheduled_ms: null, started_ms: null, label: null, run: null },
  }),
  view(3, { outcome: { label: '日本語' } }),
  failed,
  view(1, { job: { state: 'ok' }, outcome: { outcome: 'ok', ended_ms: startOfTime + 1450, label: 'vm10' } }),
];

function print(
  show: (screens: {
    stdout: ReturnType<typeof memoryTerminal>['terminal'];
    stderr: ReturnType<typeof memoryTerminal>['terminal'];
  }) => void,
  screen?: MemoryScreen,
) {
  const out = memoryTerminal(screen);
  const err = memoryTerminal(screen);
  show({ stdout: out.terminal, stderr: err.terminal });
  return { stdout: out.text(), stderr: err.text() };
}

const options: JobViewOptions = { now, nameOf };
const plain = { env: { NO_COLOR: '1' } };

describe('the list', () => {
  test('through a pipe', () => {
    expect(print((screens) => jobListView(views, screens, options)).stdout).toMatchInlineSnapshot(`
      "job       state      label   action            params               agent   time  created  run
      00000004  · waiting          vm_manager.start  id:4                               60s ago
      00000003  ⠋ running  日本語  vm_manager.start  id:3                 node1  1m00s  60s ago  7c1e04
      00000002  ✖ failed   vm11    vm_manager.start  id:11 descr:'two …'  node2   2.2s  60s ago  7c1e04
      00000001  ✔ ok       vm10    vm_manager.start  id:1                 node1   1.4s  60s ago  7c1e04
      "
    `);
  });

  test('on a screen of 80 columns', () => {
    const { stdout } = print((screens) => jobListView(views, screens, options), { ...plain, columns: 80 });
    expect(stdout).toMatchInlineSnapshot(`
      "job       state      label   action            params      time  created  run
      00000004  · waiting          vm_manager.start  id:4              60s ago
      00000003  ⠋ running  日本語  vm_manager.start  id:3       1m00s  60s ago  7c1e04
      00000002  ✖ failed   vm11    vm_manager.start  id:11 de…   2.2s  60s ago  7c1e04
      00000001  ✔ ok       vm10    vm_manager.start  id:1        1.4s  60s ago  7c1e04
      "
    `);
  });

  test('without jobs stdout stays empty', () => {
    expect(print((screens) => jobListView([], screens))).toEqual({
      stdout: '',
      stderr: 'no open jobs; hero job ls --all lists those that have ended\n',
    });
    expect(print((screens) => jobListView([], screens, { kind: 'all' })).stderr).toBe('no jobs\n');
    expect(print((screens) => jobListView([], screens, { kind: 'some' })).stderr).toBe('no such jobs\n');
  });
});

describe('the page of one job', () => {
  test('that failed', () => {
    expect(print((screens) => jobDetailView(failed, screens, options)).stdout).toMatchInlineSnapshot(`
      "✖ failed  vm_manager.start

        guid       0193d000-0000-7000-8000-000000000002
        run        7c1e04  vm11  deploy.hero:3
        params     id: 11
                   descr: two
                     lines ␛[31m
        source     kristof
        circle     default/default
        agent      node2  of node1, node2
        waits for  other-job
        limits     1h to run, 60s to be taken, 1 retry
        created    2026-11-23 19:22:45.120 UTC  60s ago
        scheduled  2026-11-23 19:22:45.130 UTC  59s ago
        started    2026-11-23 19:22:45.170 UTC  59s ago
        ended      2026-11-23 19:22:47.370 UTC  57s ago
        took       2.2s
        attempts   3
        code       12
        message    no kernel image for vm 11
        result     {
                     "tried": [
                       "/vm/11/vmlinuz"
                     ]
                   }

        try  agent  ended     time  code  message
          1  node1  timeout  30.0s        ran too long
          2  node2  failed            12  no kernel image
      "
    `);
  });

  test('that runs', () => {
    const running = view(3, {
      outcome: { progress: { percent: 41.6, message: 'copying' }, cancel_requested: 'by hand' },
    });
    const { stdout } = print((screens) => jobDetailView(running, screens, options), { ...plain, columns: 60 });
    expect(stdout).toMatchInlineSnapshot(`
      "⠋ running  vm_manager.start

        guid       0193d000-0000-7000-8000-000000000003
        run        7c1e04  #3  deploy.hero:4
        params     id: 3
        source     kristof
        circle     default/default
        agent      node1
        limits     1h to run, 60s to be taken, 0 retries
        created    2026-11-23 19:22:45.120 UTC  60s ago
        scheduled  2026-11-23 19:22:45.130 UTC  59s ago
        started    2026-11-23 19:22:45.170 UTC  59s ago
        took       1m00s
        progress   42%  copying
        cancelled  by hand
      "
    `);
  });
});

describe('programs get', () => {
  test('the record as it is with the outcome beside it', () => {
    expect(jobViewToJson(failed)).toEqual({ ...failed.job, outcome: failed.outcome });
  });
});

describe('lines', () => {
  test('one for each change', () => {
    expect(views.map((one) => jobChangeLine(one)).join('\n')).toMatchInlineSnapshot(`
      "2026-11-23T19:22:45Z 00000004 waiting vm_manager.start
      2026-11-23T19:22:45Z 00000003 日本語 running vm_manager.start agent=a001…0001
      2026-11-23T19:22:47Z 00000002 vm11 failed vm_manager.start agent=a002…0002 try=3 2.2s code=12 no kernel image for vm 11 tried:["/vm/11/vmlinuz"]
      2026-11-23T19:22:46Z 00000001 vm10 ok vm_manager.start agent=a001…0001 1.4s"
    `);
  });

  test('of a log, without what moves the cursor', () => {
    const line = { n: 1, at: startOfTime, attempt: 1, stream: 'stdout', text: '\u001b[31mred\u001b[0m\u0007' } as const;
    expect(logLineText(line)).toBe('red␇');
  });
});
