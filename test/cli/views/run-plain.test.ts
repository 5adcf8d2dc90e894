// The plain view: what a pipe or a CI system gets to see.

import { describe, expect, test } from 'vitest';
import { PlainView } from '../../../src/cli/views/run-plain.ts';
import { memoryTerminal } from '../../print/memory-terminal.ts';
import {
  deployBadly,
  deployScript,
  deployWell,
  diagnosticAt,
  everyEnding,
  job,
  log,
  node1,
  runEnd,
  runStart,
} from './events.ts';
import { play, startOfTime } from './play.ts';

describe('the plain view', () => {
  test('says each change of state in one line', async () => {
    const { stdout, stderr } = await play('plain', deployWell());
    expect(stderr).toBe('');
    expect(stdout).toMatchInlineSnapshot(`
      "2026-11-23T19:22:45Z run 7c1e04 start deploy.hero actions=4 circle=prod context=default as=kristof
      2026-11-23T19:22:45Z vm10 scheduled vm_manager.start id:10 guid=00000001
      2026-11-23T19:22:45Z vm11 scheduled vm_manager.start id:11 guid=00000002
      2026-11-23T19:22:45Z vm10 running agent=node1
      2026-11-23T19:22:45Z vm11 running agent=node2
      2026-11-23T19:22:46Z vm10 ok 1.4s ip:10.0.0.10
      2026-11-23T19:22:46Z vm11 | boot: looking for /vm/11/vmlinuz
      2026-11-23T19:22:47Z vm11 ok 2.1s ip:10.0.0.11 state:up
      2026-11-23T19:22:47Z #3   running dns.set name:web guid=00000003 agent=node1
      2026-11-23T19:22:47Z #3   ok 0.3s web is set …
      2026-11-23T19:22:47Z echo | all is up
      2026-11-23T19:22:47Z #4   running report.send to:ops guid=00000004 agent=node1
      2026-11-23T19:22:47Z #4   ok 80ms
      2026-11-23T19:22:47Z run 7c1e04 ok ok=4 failed=0 ignored=0 skipped=0 2.5s
      "
    `);
  });

  test('prints a failure in full on stderr, with the last log lines', async () => {
    const { stdout, stderr } = await play('plain', deployBadly());
    expect(stdout).toMatchInlineSnapshot(`
      "2026-11-23T19:22:45Z run 7c1e04 start deploy.hero actions=4 circle=prod context=default as=kristof
      2026-11-23T19:22:45Z vm10 scheduled vm_manager.start id:10 guid=00000001
      2026-11-23T19:22:45Z vm11 scheduled vm_manager.start id:11 guid=00000002
      2026-11-23T19:22:45Z vm10 running agent=node1
      2026-11-23T19:22:45Z vm11 running agent=node2
      2026-11-23T19:22:46Z vm10 ok 1.4s ip:10.0.0.10
      2026-11-23T19:22:46Z vm11 | boot: looking for /vm/11/vmlinuz
      2026-11-23T19:22:47Z vm11 | boot: not found
      2026-11-23T19:22:47Z vm11 failed 2.2s code=12 no kernel image for vm 11
      2026-11-23T19:22:47Z #3   skipped vm11 failed
      2026-11-23T19:22:47Z #4   skipped #3 skipped
      2026-11-23T19:22:47Z run 7c1e04 failed ok=1 failed=1 ignored=0 skipped=2 4.0s
      "
    `);
    expect(stderr).toMatchInlineSnapshot(`
      "error[HS0401]: vm_manager.start failed after 4 tries: no kernel image for vm 11
        ┌─ deploy.hero:3:1
      3 │ !!vm_manager.start id:11 job.name:vm11
        │ ^^^^^^^^^^^^^^^^^^^^^^^^ job 00000002  code 12
        = last log lines
            boot: looking for /vm/11/vmlinuz
            boot: not found
        = help: hero job logs 000000000002  shows the whole log
                job.ignore_error_codes:'12'  accepts this code
      "
    `);
  });

  test('tells why nothing was submitted', async () => {
    const { stdout, stderr } = await play('plain', [
      { type: 'diagnostic', diagnostic: diagnosticAt(deployScript, 'dns.set', { message: 'there is no actor dns' }) },
      { type: 'diagnostic', diagnostic: diagnosticAt(deployScript, 'id:10', { code: 'HS0203', severity: 'warning' }) },
      { type: 'diagnostic', diagnostic: diagnosticAt(deployScript, 'dns.set', { message: 'there is no actor dns' }) },
      runEnd({ exit: 3 }),
    ]);
    expect(stdout).toMatchInlineSnapshot(`
      "invalid  1 error  1 warning  nothing was submitted  hero explain HS0202
      "
    `);
    expect(stderr).toMatchInlineSnapshot(`
      "warning[HS0203]: something is wrong
        ┌─ deploy.hero:2:20
      2 │ !!vm_manager.start id:10 job.name:vm10
        │                    ^^^^^

      error[HS0202]: there is no actor dns
        ┌─ deploy.hero:4:3
      4 │ !!dns.set name:web
        │   ^^^^^^^
      "
    `);
  });

  test('says of a run that is left to others how to follow it', async () => {
    const { stdout } = await play('plain', [runStart({ jobs: 2 }), runEnd({ detached: 2 })]);
    expect(stdout).toMatch(/Z run 7c1e04 submitted jobs=2 4\.0s; hero job watch 7c1e04 follows it\n$/);
    const partly = await play('plain', [runStart({ jobs: 2 }), runEnd({ ok: 1, detached: 1 })]);
    expect(partly.stdout).toMatch(/Z run 7c1e04 ok ok=1 failed=0 ignored=0 skipped=0 detached=1 4\.0s\n$/);
  });

  test('names every way a job can end', async () => {
    const { stdout } = await play('plain', [
      runStart({ jobs: 9 }),
      ...everyEnding(),
      runEnd({ exit: 124, timeout: 2, denied: 1, failed: 2, cancelled: 1, skipped: 2, ignored: 1 }),
    ]);
    expect(stdout).toMatchInlineSnapshot(`
      "2026-11-23T19:22:45Z run 7c1e04 start deploy.hero actions=9 circle=prod context=default as=kristof
      2026-11-23T19:22:45Z #1   timeout 10m00s vm_manager.start id:1 guid=00000001 limit=10m because
      2026-11-23T19:22:45Z #2   not_picked_up vm_manager.start id:2 guid=00000002 limit=60s because
      2026-11-23T19:22:45Z #3   denied 0.1s vm_manager.start id:3 guid=00000003 because
      2026-11-23T19:22:45Z #4   lost vm_manager.start id:4 guid=00000004 because
      2026-11-23T19:22:45Z #5   cancelled 0.1s vm_manager.start id:5 guid=00000005 because
      2026-11-23T19:22:45Z #6   skipped because
      2026-11-23T19:22:45Z #7   poison 0.1s vm_manager.start id:7 guid=00000007 because
      2026-11-23T19:22:45Z #8   ignored 0.1s vm_manager.start id:8 guid=00000008 code=17 because
      2026-11-23T19:22:45Z #9   skipped because
      2026-11-23T19:22:45Z run 7c1e04 timeout ok=0 failed=2 ignored=1 skipped=2 denied=1 timeout=2 cancelled=1 4.0s
      "
    `);
  });

  test('more executions than tries, since some were lost, are not said to be of so many', async () => {
    const running = { state: 'running', agent: node1, tries: 1 } as const;
    const { stdout } = await play('plain', [
      job(1, { ...running, try: 1 }),
      job(1, { state: 'scheduled', try: 1, tries: 1, outcome: 'lost', error: 'the agent that had it was lost' }),
      job(1, { ...running, try: 2 }),
    ]);
    expect(stdout).toContain('#1   running try=2 agent=node1\n');
    const screen = { columns: 80 };
    const { both } = await play('tty', [runStart({ jobs: 1 }), job(1, { ...running, try: 2 }), 500], screen);
    expect(both).not.toContain('2/1');
  });

  test('a retry is a line, progress is none', async () => {
    const running = { state: 'running', agent: node1, tries: 2 } as const;
    const { stdout } = await play('plain', [
      job(1, { ...running, try: 1 }),
      job(1, { ...running, try: 1, progress: { percent: 50, message: 'half' } }),
      job(1, { state: 'scheduled', try: 1, tries: 2, outcome: 'failed', code: 3, error: 'no disk' }),
      job(1, { ...running, try: 2 }),
    ]);
    expect(stdout).toMatchInlineSnapshot(`
      "2026-11-23T19:22:45Z #1   running vm_manager.start id:1 guid=00000001 agent=node1
      2026-11-23T19:22:45Z #1   scheduled after=failed code=3 no disk
      2026-11-23T19:22:45Z #1   running try=2/2 agent=node1
      "
    `);
  });

  test('no text of a job can move the cursor or look like another line', async () => {
    const { stdout } = await play('plain', [
      job(1, { state: 'running', label: 'a\u001b[2J', params: { x: 'one\ntwo\u001b[1A' } }),
      log(1, 'a\u001b[2J', '10%\r\u001b[32m100%\u001b[0m\tdone\u0007 \u202egnp.exe'),
      job(1, { state: 'error', outcome: 'failed', error: 'bad\u001b]0;title\u0007\nsecond' }),
    ]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the very characters that must not come through.
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(stdout).toMatchInlineSnapshot(`
      "2026-11-23T19:22:45Z a␛[2J running vm_manager.start x:'one …' guid=00000001
      2026-11-23T19:22:45Z a␛[2J | 100%    done␇ \\u{202e}gnp.exe
      2026-11-23T19:22:45Z #1   failed bad␛]0;title␇ …
      "
    `);
  });

  test('says what still runs when nothing else was said for 30 seconds', () => {
    const out = memoryTerminal();
    let passed = 0;
    const clock = { now: () => startOfTime + passed, tick: () => passed };
    const view = new PlainView({ out: out.terminal, err: memoryTerminal().terminal, clock });
    view.event(job(1, { label: 'vm11', state: 'running', agent: node1, try: 1 }));
    passed = 20_000;
    view.beat();
    passed = 30_000;
    view.beat();
    passed = 45_000;
    view.beat();
    passed = 60_000;
    view.beat();
    expect(out.text()).toMatchInlineSnapshot(`
      "2026-11-23T19:22:45Z vm11 running vm_manager.start id:1 guid=00000001 agent=a001…0001
      2026-11-23T19:23:15Z vm11 still running 30s of 10m
      2026-11-23T19:23:45Z vm11 still running 60s of 10m
      "
    `);
  });
});
