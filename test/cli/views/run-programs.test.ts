// The views for programs: JSON, GitHub, JUnit, -q.

import { describe, expect, test } from 'vitest';
import { annotation } from '../../../src/cli/views/annotation.ts';
import { resultText } from '../../../src/cli/views/run-quiet.ts';
import {
  deployBadly,
  deployScript,
  deployWell,
  diagnosticAt,
  job,
  log,
  node1,
  node2,
  runEnd,
  runStart,
  type Step,
} from './events.ts';
import { play } from './play.ts';

const invalid: Step[] = [
  {
    type: 'diagnostic',
    diagnostic: diagnosticAt(deployScript, 'dns.set', {
      message: 'there is no actor <dns>',
      help: 'did you mean "dnss"?',
    }),
  },
  { type: 'diagnostic', diagnostic: { code: 'HS0218', severity: 'warning', message: 'odd', file: 'x.hero' } },
  runEnd({ exit: 3 }),
];

describe('json', () => {
  test('one object a line, numbered and dated, unchanging fields once', async () => {
    const { stdout, stderr } = await play('json', deployBadly());
    expect(stderr).toBe('');
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ v, seq, type }) => `${v} ${seq} ${type}`)).toEqual(
      deployBadly()
        .filter((step) => typeof step !== 'number')
        .map(({ type }, i) => `1 ${i + 1} ${type}`),
    );
    expect(events[0]).toMatchObject({ ts: '2026-11-23T19:22:45.120Z', run: '7c1e04', jobs: 4 });
    const ofVm11 = events.filter((event) => event.type === 'job' && event.n === 2);
    expect(ofVm11.map((event) => [event.state, 'params' in event, 'actor' in event, 'line' in event])).toEqual([
      ['created', true, true, true],
      ['scheduled', false, false, false],
      ['running', false, false, false],
      ['error', false, false, false],
    ]);
    expect(ofVm11.at(-1)).toEqual({
      v: 1,
      seq: 14,
      ts: '2026-11-23T19:22:47.370Z',
      type: 'job',
      n: 2,
      label: 'vm11',
      guid: '0193d000-0000-7000-8000-000000000002',
      state: 'error',
      outcome: 'failed',
      ignored: false,
      try: 4,
      agent: node2,
      code: 12,
      error: 'no kernel image for vm 11',
      result: null,
      ms: 2200,
      progress: null,
    });
    const failure = events.find((event) => event.type === 'diagnostic');
    expect(failure).toEqual({
      v: 1,
      seq: 15,
      ts: '2026-11-23T19:22:47.370Z',
      type: 'diagnostic',
      code: 'HS0401',
      severity: 'error',
      message: 'vm_manager.start failed after 4 tries: no kernel image for vm 11',
      file: 'deploy.hero',
      line: 3,
      col: 1,
      end_line: 3,
      end_col: 25,
      help: "hero job logs 000000000002  shows the whole log\njob.ignore_error_codes:'12'  accepts this code",
    });
  });

  test('an interruption is told on stderr, so that stdout stays pure', async () => {
    const { stdout } = await play('json', [
      runStart({ dry: true }),
      job(1, { state: 'planned_only', guid: '' }),
      runEnd(),
    ]);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).type),
    ).toEqual(['run_start', 'job', 'run_end']);
  });
});

describe('github', () => {
  test('adds an annotation for each diagnostic', async () => {
    const { stdout } = await play('github', invalid);
    expect(stdout).toMatchInlineSnapshot(`
      "::error file=deploy.hero,line=4,endLine=4,col=3,endColumn=10,title=HS0202::there is no actor <dns>%0Adid you mean "dnss"?
      ::warning file=x.hero,title=HS0218::odd
      invalid  1 error  1 warning  nothing was submitted  hero explain HS0202
      "
    `);
  });

  test('no text can begin a command of its own', () => {
    const diagnostic = diagnosticAt(deployScript, 'dns.set', {
      message: 'a\n::error::b%0A',
      help: 'c\r\n::d',
      file: 'x',
    });
    expect(annotation(diagnostic)).toMatchInlineSnapshot(
      `"::error file=deploy.hero,line=4,endLine=4,col=3,endColumn=10,title=HS0202::a%0A::error::b%250A%0Ac%0D%0A::d"`,
    );
    expect(annotation({ code: 'HS0701', severity: 'info', message: 'm', file: 'C:\\a,b.hero' })).toBe(
      '::notice file=C%3A\\a%2Cb.hero,title=HS0701::m',
    );
  });
});

describe('junit', () => {
  test('is written at the end, one case for each job', async () => {
    const { stdout, stderr } = await play('junit', deployBadly());
    expect(stdout).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites tests="4" failures="1" errors="0" skipped="2" time="4.000">
        <testsuite name="deploy.hero" tests="4" failures="1" errors="0" skipped="2" time="4.000">
          <testcase name="vm10 vm_manager.start" classname="deploy.hero" file="deploy.hero" line="2" time="1.400"/>
          <testcase name="vm11 vm_manager.start" classname="deploy.hero" file="deploy.hero" line="3" time="2.200">
            <failure message="no kernel image for vm 11" type="failed 12"/>
            <system-out>boot: looking for /vm/11/vmlinuz
      boot: not found
      </system-out>
          </testcase>
          <testcase name="#3 dns.set" classname="deploy.hero" file="deploy.hero" line="4" time="0.000">
            <skipped message="vm11 failed"/>
          </testcase>
          <testcase name="#4 report.send" classname="deploy.hero" file="deploy.hero" line="5" time="0.000">
            <skipped message="#3 skipped"/>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
    expect(stderr).toMatch(/error\[HS0401\][\s\S]*boot: not found/);
  });

  test('a script that is invalid is no report without tests', async () => {
    const { stdout } = await play('junit', invalid);
    expect(stdout).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites tests="1" failures="0" errors="1" skipped="0" time="4.000">
        <testsuite name="hero run" tests="1" failures="0" errors="1" skipped="0" time="4.000">
          <testcase name="HS0202" classname="deploy.hero" file="deploy.hero" line="4" time="0.000">
            <error message="there is no actor &lt;dns&gt;" type="HS0202"/>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });

  test('what XML cannot hold is replaced', async () => {
    const { stdout } = await play('junit', [
      runStart({ files: ['<a>&"b".hero'] }),
      log(1, '#1', '<![CDATA[\u0000]]> \u001b[31m&amp;'),
      job(1, { state: 'error', outcome: 'failed', agent: node1, error: 'bad \u0001 \ud800 ]]>\n"x"' }),
      runEnd({ exit: 1, failed: 1 }),
    ]);
    expect(stdout).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites tests="1" failures="1" errors="0" skipped="0" time="4.000">
        <testsuite name="&lt;a&gt;&amp;&quot;b&quot;.hero" tests="1" failures="1" errors="0" skipped="0" time="4.000">
          <testcase name="#1 vm_manager.start" classname="deploy.hero" file="deploy.hero" line="2" time="0.000">
            <failure message="bad � � ]]&gt;&#10;&quot;x&quot;" type="failed"/>
            <system-out>&lt;![CDATA[␀]]&gt; &amp;amp;
      </system-out>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });
});

describe('-q', () => {
  test('prints the result of the last job alone', async () => {
    const steps = deployWell().map((step) => {
      const isLast = typeof step !== 'number' && step.type === 'job' && step.n === 4 && step.state === 'ok';
      return isLast ? { ...step, result: { sent: true, to: 'ops' } } : step;
    });
    expect(await play('quiet', steps)).toMatchObject({ stdout: '{"sent":true,"to":"ops"}\n', stderr: '' });
  });

  test('of the last job in the script, whichever ended last', async () => {
    const ok = { state: 'ok', outcome: 'ok' } as const;
    const { stdout } = await play('quiet', [
      runStart(),
      job(2, { ...ok, result: 'two' }),
      job(1, { ...ok, result: 'one' }),
    ]);
    expect(stdout).toBe('two\n');
  });

  test('prints nothing on stdout when the last job failed', async () => {
    const { stdout, stderr } = await play('quiet', deployBadly());
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error\[HS0401\]: /);
  });

  test('a text goes through a pipe as it is, and to a screen without escape sequences', () => {
    expect(resultText('a\u001b[2J\nb', false)).toBe('a\u001b[2J\nb\n');
    expect(resultText('a\u001b[2J\nb\n', true)).toBe('a\nb\n');
    expect(resultText({ a: 1 }, true)).toBe('{\n  "a": 1\n}\n');
    expect(resultText(null, true)).toBe('');
  });
});
