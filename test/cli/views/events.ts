// Events of runs, as the views get them, with fixed times.

import type { RunEnd, RunEvent, RunJob, RunStart } from '../../../src/app/events.ts';
import { noCounts } from '../../../src/app/run/tally.ts';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { Source } from '../../../src/diagnostics/source.ts';

export const kristof = `9f1c${'0'.repeat(56)}7899`;
export const node1 = `a001${'0'.repeat(56)}0001`;
export const node2 = `a002${'0'.repeat(56)}0002`;

/** Time passes between events: milliseconds. */
export type Step = RunEvent | number;

export function nameOf(pubkey: string): string | undefined {
  return { [kristof]: 'kristof', [node1]: 'node1', [node2]: 'node2' }[pubkey];
}

export function runStart(fields: Partial<RunStart> = {}): RunStart {
  return {
    type: 'run_start',
    run: '7c1e04',
    files: ['deploy.hero'],
    circle: 'prod',
    context: 'default',
    as: kristof,
    agent: node1,
    names: {},
    jobs: 4,
    dry: false,
    store: 'sqlite:jobs.db',
    ...fields,
  };
}

export function runEnd(fields: Partial<RunEnd> = {}): RunEnd {
  return {
    type: 'run_end',
    run: '7c1e04',
    exit: 0,
    ...noCounts,
    ms: 4000,
    ...fields,
  };
}

export function job(n: number, fields: Partial<RunJob> = {}): RunJob {
  return {
    type: 'job',
    n,
    label: `#${n}`,
    guid: `0193d000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    file: 'deploy.hero',
    line: n + 1,
    actor: 'vm_manager',
    action: 'start',
    params: { id: String(n) },
    state: 'created',
    outcome: null,
    ignored: false,
    try: 0,
    tries: 1,
    agent: null,
    code: 0,
    error: '',
    result: null,
    ms: null,
    after: [],
    timeout: 600,
    timeout_schedule: 60,
    progress: null,
    ...fields,
  };
}

export function log(n: number, label: string, line: string): RunEvent {
  return { type: 'log', n, label, guid: job(n).guid, stream: 'stdout', line };
}

export const deployScript = new Source(
  'deploy.hero',
  `!!circle.select name:prod
!!vm_manager.start id:10 job.name:vm10
!!vm_manager.start id:11 job.name:vm11
!!dns.set name:web
!!report.send to:ops
`,
);

/** A diagnostic whose span is the first place of `text` in the script. */
export function diagnosticAt(source: Source, text: string, fields: Partial<Diagnostic> = {}): Diagnostic {
  const start = source.text.indexOf(text);
  const span = { source, start, end: start + text.length };
  return { code: 'HS0202', severity: 'error', message: 'something is wrong', span, ...fields };
}

const vm10 = { label: 'vm10', params: { id: '10' } };
const vm11 = { label: 'vm11', params: { id: '11' }, tries: 4 };
const dns = { actor: 'dns', action: 'set', params: { name: 'web' }, after: ['vm10', 'vm11'] };
const report = { actor: 'report', action: 'send', params: { to: 'ops' }, after: ['#3'] };

function deployBegin(): Step[] {
  return [
    runStart(),
    job(1, vm10),
    job(2, vm11),
    job(3, dns),
    job(4, report),
    job(1, { ...vm10, state: 'scheduled' }),
    job(2, { ...vm11, state: 'scheduled' }),
    50,
    job(1, { ...vm10, state: 'planned', agent: node1, try: 1 }),
    job(1, { ...vm10, state: 'running', agent: node1, try: 1 }),
    job(2, { ...vm11, state: 'running', agent: node2, try: 1 }),
    1400,
    job(1, { ...vm10, state: 'ok', outcome: 'ok', agent: node1, try: 1, ms: 1400, result: { ip: '10.0.0.10' } }),
    log(2, 'vm11', 'boot: looking for /vm/11/vmlinuz'),
    700,
  ];
}

export function deployWell(): Step[] {
  const ok = { state: 'ok', outcome: 'ok', agent: node1, try: 1 } as const;
  return [
    ...deployBegin(),
    job(2, { ...vm11, ...ok, agent: node2, ms: 2100, result: { ip: '10.0.0.11', state: 'up' } }),
    job(3, { ...dns, state: 'running', agent: node1, try: 1 }),
    300,
    job(3, { ...dns, ...ok, ms: 300, result: 'web is set\nsecond line' }),
    { type: 'echo', text: 'all is up', file: 'deploy.hero', line: 5 },
    job(4, { ...report, state: 'running', agent: node1, try: 1 }),
    80,
    job(4, { ...report, ...ok, ms: 80 }),
    runEnd({ ok: 4, ms: 2530 }),
  ];
}

export function deployBadly(): Step[] {
  const failed = { state: 'error', outcome: 'failed', agent: node2, try: 4, ms: 2200 } as const;
  return [
    ...deployBegin(),
    log(2, 'vm11', '\u001b[31mboot: not found\u001b[0m'),
    100,
    job(2, { ...vm11, ...failed, code: 12, error: 'no kernel image for vm 11' }),
    {
      type: 'diagnostic',
      diagnostic: diagnosticAt(deployScript, '!!vm_manager.start id:11', {
        code: 'HS0401',
        message: 'vm_manager.start failed after 4 tries: no kernel image for vm 11',
        label: 'job 00000002  code 12',
        help: "hero job logs 000000000002  shows the whole log\njob.ignore_error_codes:'12'  accepts this code",
      }),
    },
    job(3, { ...dns, state: 'error', outcome: 'dependency', error: 'vm11 failed' }),
    job(4, { ...report, state: 'error', outcome: 'dependency', error: '#3 skipped' }),
    runEnd({ exit: 1, ok: 1, failed: 1, skipped: 2 }),
  ];
}

/** Jobs 1 to 9, of which each ends in a way of its own. */
export function everyEnding(): Step[] {
  const ended = { state: 'error', agent: node1, try: 1, ms: 100, error: 'because' } as const;
  return [
    job(1, { ...ended, outcome: 'timeout', ms: 600_000 }),
    job(2, { ...ended, outcome: 'not_picked_up', agent: null, try: 0, ms: null }),
    job(3, { ...ended, outcome: 'denied' }),
    job(4, { ...ended, outcome: 'lost', ms: null }),
    job(5, { ...ended, outcome: 'cancelled' }),
    job(6, { ...ended, outcome: 'cancelled', try: 0, ms: null }),
    job(7, { ...ended, outcome: 'poison', try: 3 }),
    job(8, { ...ended, outcome: 'failed', ignored: true, code: 17 }),
    job(9, { ...ended, outcome: 'dependency', ms: null }),
  ];
}
