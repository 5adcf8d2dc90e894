// The live view as text: what stays on the screen when a run is over. The moving part is in run-live.test.ts.

import { describe, expect, test } from 'vitest';
import type { MemoryScreen } from '../../print/memory-terminal.ts';
import { showScreen } from '../../print/show-screen.ts';
import {
  deployBadly,
  deployScript,
  deployWell,
  diagnosticAt,
  everyEnding,
  job,
  log,
  node1,
  node2,
  runEnd,
  runStart,
  type Step,
} from './events.ts';
import { play } from './play.ts';

async function lastScreen(steps: readonly Step[], screen: MemoryScreen = {}): Promise<string> {
  const size = { columns: 80, rows: 40, ...screen };
  const { both } = await play('tty', steps, { ...size, env: { NO_COLOR: '1', ...screen.env } });
  return showScreen(both, size);
}

describe('the live view, when the run is over', () => {
  test('of a run that went well', async () => {
    expect(await lastScreen(deployWell())).toMatchInlineSnapshot(`
      "deploy.hero  4 actions  circle prod/default  as kristof 9f1c…7899

        ✔ vm10  vm_manager.start  id:10                node1    1.4s  ip:10.0.0.10
        ✔ vm11  vm_manager.start  id:11                node2    2.1s  ip:10.0.0.11 s…
        ✔ #3    dns.set           name:web             node1    0.3s  web is set …
      all is up
        ✔ #4    report.send       to:ops               node1    80ms

      ok  4 of 4 in 2.5s                                                  run 7c1e04"
    `);
  });

  test('of a run that failed', async () => {
    expect(await lastScreen(deployBadly())).toMatchInlineSnapshot(`
      "deploy.hero  4 actions  circle prod/default  as kristof 9f1c…7899

        ✔ vm10  vm_manager.start  id:10                node1    1.4s  ip:10.0.0.10
        ✖ vm11  vm_manager.start  id:11     failed     node2    2.2s  code 12
        ↷ #3    dns.set           name:web  skipped: vm11 failed
        ↷ #4    report.send       to:ops    skipped: #3 skipped

      error[HS0401]: vm_manager.start failed after 4 tries: no kernel image for vm 11
        ┌─ deploy.hero:3:1
      3 │ !!vm_manager.start id:11 job.name:vm11
        │ ^^^^^^^^^^^^^^^^^^^^^^^^ job 00000002  code 12
        = last log lines
            boot: looking for /vm/11/vmlinuz
            boot: not found
        = help: hero job logs 000000000002  shows the whole log
                job.ignore_error_codes:'12'  accepts this code

      failed  1 ok  1 failed  2 skipped  in 4.0s                          run 7c1e04"
    `);
  });

  test('with ASCII glyphs where the locale is not UTF-8', async () => {
    expect(await lastScreen(deployBadly(), { env: { LC_ALL: 'C' } })).toMatchInlineSnapshot(`
      "deploy.hero  4 actions  circle prod/default  as kristof 9f1c...7899

        + vm10  vm_manager.start  id:10                node1    1.4s  ip:10.0.0.10
        x vm11  vm_manager.start  id:11     failed     node2    2.2s  code 12
        - #3    dns.set           name:web  skipped: vm11 failed
        - #4    report.send       to:ops    skipped: #3 skipped

      error[HS0401]: vm_manager.start failed after 4 tries: no kernel image for vm 11
        --> deploy.hero:3:1
      3 | !!vm_manager.start id:11 job.name:vm11
        | ^^^^^^^^^^^^^^^^^^^^^^^^ job 00000002  code 12
        = last log lines
            boot: looking for /vm/11/vmlinuz
            boot: not found
        = help: hero job logs 000000000002  shows the whole log
                job.ignore_error_codes:'12'  accepts this code

      failed  1 ok  1 failed  2 skipped  in 4.0s                          run 7c1e04"
    `);
  });

  test('on a narrow screen columns give way, the labels and states stay', async () => {
    expect(await lastScreen(deployBadly(), { columns: 40 })).toMatchInlineSnapshot(`
      "deploy.hero  4 actions  circle prod/de…

        ✔ vm10  vm_manage…               1.4s
        ✖ vm11  vm_manage…  failed       2.2s
        ↷ #3    dns.set     skipped: vm11 fa…
        ↷ #4    report.se…  skipped: #3 skip…

      error[HS0401]: vm_manager.start failed a
      fter 4 tries: no kernel image for vm 11
        ┌─ deploy.hero:3:1
      3 │ !!vm_manager.start id:11 job.name:v…
        │ ^^^^^^^^^^^^^^^^^^^^^^^^ job 0000000
      2  code 12
        = last log lines
            boot: looking for /vm/11/vmlinuz
            boot: not found
        = help: hero job logs 000000000002  sh
      ows the whole log
                job.ignore_error_codes:'12'  a
      ccepts this code

      failed  1 ok  1 failed  2 skipped  in 4.
      0s
      run 7c1e04"
    `);
  });

  test('every way a job can end', async () => {
    const steps = [
      runStart({ jobs: 10 }),
      ...everyEnding(),
      job(10, { state: 'scheduled' }),
      ...[1, 2, 3, 4, 5, 7].map(
        (n): Step => ({
          type: 'diagnostic',
          diagnostic: { code: 'HS0401', severity: 'error', message: `job ${n} failed`, file: 'deploy.hero' },
        }),
      ),
      runEnd({ exit: 124, timeout: 2, denied: 1, failed: 2, cancelled: 1, skipped: 2, ignored: 1, detached: 1 }),
    ];
    expect(await lastScreen(steps)).toMatchInlineSnapshot(`
      "deploy.hero  10 actions  circle prod/default  as kristof 9f1c…7899

        ✖ #1    vm_manager.start  id:1   timeout        node1  10m00s  limit 10m
        ✖ #2    vm_manager.start  id:2   not picked up                 limit 60s
        ✖ #3    vm_manager.start  id:3   denied         node1    0.1s
        ✖ #4    vm_manager.start  id:4   lost           node1
        ✖ #5    vm_manager.start  id:5   cancelled      node1    0.1s
        ↷ #6    vm_manager.start  id:6   skipped: because
        ✖ #7    vm_manager.start  id:7   poison         node1    0.1s
        ! #8    vm_manager.start  id:8   ignored        node1    0.1s  code 17  beca…
        ↷ #9    vm_manager.start  id:9   skipped: because
        ○ #10   vm_manager.start  id:10  scheduled                0ms / 60s

      error[HS0401]: job 1 failed
        ┌─ deploy.hero

      error[HS0401]: job 2 failed
        ┌─ deploy.hero

      error[HS0401]: job 3 failed
        ┌─ deploy.hero

      error[HS0401]: job 4 failed
        ┌─ deploy.hero

      error[HS0401]: job 5 failed
        ┌─ deploy.hero

      error[HS0401]: job 7 failed
        ┌─ deploy.hero

      timeout  2 failed  2 timeout  1 denied  1 cancelled  1 ignored  2 skipped  1 sub
      mitted  in 4.0s
      run 7c1e04"
    `);
  });

  test('a failure that nobody described is described from what is known', async () => {
    const failed = {
      state: 'error',
      outcome: 'failed',
      agent: node2,
      try: 2,
      ms: 100,
      code: 9,
      error: 'no disk',
    } as const;
    const steps = [runStart({ jobs: 1 }), log(1, '#1', 'last words'), job(1, failed), runEnd({ exit: 1, failed: 1 })];
    expect(await lastScreen(steps)).toMatchInlineSnapshot(`
      "deploy.hero  1 action  circle prod/default  as kristof 9f1c…7899

        ✖ #1    vm_manager.start  id:1  failed     node2    0.1s  code 9

      error[HS0401]: vm_manager.start failed after 2 tries: no disk
        ┌─ deploy.hero:2
        = last log lines
            last words
        = help: hero job logs 00000001  shows the whole log
                job.ignore_error_codes:'9'  accepts this code

      failed  1 failed  in 4.0s                                           run 7c1e04"
    `);
  });

  test('of a run that never began', async () => {
    const steps: Step[] = [
      { type: 'diagnostic', diagnostic: diagnosticAt(deployScript, 'dns.set', { message: 'there is no actor dns' }) },
      runEnd({ exit: 3 }),
    ];
    expect(await lastScreen(steps)).toMatchInlineSnapshot(`
      "error[HS0202]: there is no actor dns
        ┌─ deploy.hero:4:3
      4 │ !!dns.set name:web
        │   ^^^^^^^

      invalid  1 error  nothing was submitted                    hero explain HS0202"
    `);
  });

  test('a run that is left to others ends with the command that follows it', async () => {
    expect(await lastScreen([runStart({ jobs: 4 }), runEnd({ detached: 4 })])).toMatch(
      /\nsubmitted {2}4 jobs in 4\.0s {30,}hero job watch 7c1e04$/,
    );
  });

  test('wide characters keep the columns aligned', async () => {
    const ok = { state: 'ok', outcome: 'ok', agent: node1, try: 1, ms: 1500 } as const;
    const steps = [
      runStart({ jobs: 4 }),
      job(1, { ...ok, label: '日本語', params: { name: '東京' } }),
      job(2, { ...ok, label: 'größe', params: { name: 'e\u0301' } }),
      job(3, { ...ok, label: '🚀', params: { name: '한국' } }),
      job(4, { ...ok, label: 'plain', params: { name: 'x' } }),
      runEnd({ ok: 4 }),
    ];
    expect(await lastScreen(steps)).toMatchInlineSnapshot(`
      "deploy.hero  4 actions  circle prod/default  as kristof 9f1c…7899

        ✔ 日本語  vm_manager.start  name:東京             node1    1.5s
        ✔ größe   vm_manager.start  name:é                node1    1.5s
        ✔ 🚀      vm_manager.start  name:한국             node1    1.5s
        ✔ plain   vm_manager.start  name:x                node1    1.5s

      ok  4 of 4 in 4.0s                                                  run 7c1e04"
    `);
  });

  test('colour is never the only signal: it can be taken away', async () => {
    const size = { columns: 80, rows: 40 };
    const colourful = await play('tty', deployBadly(), { ...size, env: {} });
    const plain = await play('tty', deployBadly(), { ...size, env: { NO_COLOR: '1' } });
    expect(colourful.both).toContain('\u001b[31m');
    expect(plain.both).not.toContain('\u001b[31m');
    expect(await showScreen(colourful.both, size)).toBe(await showScreen(plain.both, size));
  });
});
