// Runs to watch live, cut into scenes. The last scene ends with the end of the run.

import { job, log, node1, node2, runEnd, runStart, type Step } from './events.ts';

export type Scene = (Step | 'interrupt')[];

const running = { state: 'running', agent: node1, try: 1 } as const;
const ok = { state: 'ok', outcome: 'ok', agent: node1, try: 1, ms: 1400 } as const;

/** Thirty jobs of which up to three run, on whatever screen. */
function thirty(): Scene[] {
  const begin: Scene = [runStart({ jobs: 30 })];
  for (let n = 1; n <= 30; n += 1) begin.push(job(n, n <= 3 ? { state: 'scheduled' } : { after: [`#${n - 3}`] }));
  for (const n of [1, 2, 3]) begin.push(job(n, running));
  begin.push(log(2, '#2', 'boot: waiting for cloud-init'), 2000);
  const middle: Scene = [job(1, ok), job(4, running), 500, job(3, ok), job(6, { ...running, agent: node2 }), 1000];
  const end: Scene = [];
  for (let n = 1; n <= 30; n += 1) if (n !== 1 && n !== 3) end.push(job(n, ok));
  end.push(runEnd({ ok: 30, ms: 9000 }));
  return [begin, middle, end];
}

function two(): Scene[] {
  const wide = { label: '日本語', actor: 'vm_manager', action: 'start', params: { name: '東京' } };
  return [
    [runStart({ jobs: 2 }), job(1, { ...wide, ...running }), job(2, { label: 'plain', after: ['日本語'] }), 12_100],
    [
      log(1, '日本語', '進捗 🚀 done'),
      job(1, { ...wide, ...running, progress: { percent: 42, message: 'copying' } }),
      1000,
    ],
    [
      'interrupt',
      job(1, { ...wide, state: 'error', outcome: 'cancelled', agent: node1, try: 1, ms: 13_100 }),
      job(2, { label: 'plain', state: 'error', outcome: 'dependency', error: 'interrupted' }),
      runEnd({ exit: 130, cancelled: 1, skipped: 1, ms: 13_200 }),
    ],
  ];
}

export const scenarios: Record<string, Scene[]> = { thirty: thirty(), two: two() };
