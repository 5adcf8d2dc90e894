// The table of job attributes: what each text means, and that the table says of itself what is true.

import { describe, expect, test } from 'vitest';
import { Source } from '../../src/diagnostics/source.ts';
import { builtInAttributes } from '../../src/plan/attribute-values.ts';
import { attributeEntries, findAttribute } from '../../src/plan/attributes.ts';
import { parseScript } from '../../src/script/parse.ts';
import { wrong } from './planning.ts';

function read(name: string, text: string): unknown {
  const answer = findAttribute(name)?.read(text);
  if (answer === undefined) throw new Error(`no attribute ${name}`);
  return answer.ok ? Object.values(answer.value)[0] : `${answer.code} ${answer.message} (${answer.help})`;
}

describe('the table', () => {
  test.each(attributeEntries.map((entry) => [entry.name, entry] as const))('%s: its example is read', (name, entry) => {
    const { actions } = parseScript(new Source('x', `!!a.b job.${name}:${entry.example}\n`));
    expect(findAttribute(name)?.read(actions[0]?.params[0]?.value.text ?? '').ok).toBe(true);
  });

  test.each(attributeEntries.map((entry) => [entry.name, entry] as const))(
    '%s: its default is the built-in one',
    (name, entry) => {
      if (name === 'name' || name === 'after' || name === 'key' || name === 'start')
        return expect(Object.keys(builtInAttributes)).not.toContain(name);
      const answer = entry.read(entry.default);
      expect(builtInAttributes).toMatchObject(answer.ok ? answer.value : name === 'agents' ? {} : { none: true });
    },
  );
});

describe('values', () => {
  test.each([
    ['timeout', '30', 30],
    ['timeout', '30s', 30],
    ['timeout', '10m', 600],
    ['timeout', '1.5s', 2],
    ['timeout', '1001ms', 2],
    ['timeout', '1s', 1],
    ['timeout', '65535', 65_535],
    ['timeout_schedule', '18h12m15s', 65_535],
    ['retry', '0', 0],
    ['priority', '9', 9],
    ['log', 'no', false],
    ['detach', 'yes', true],
    ['after', '', []],
    ['after', 'a, b', ['a', 'b']],
    ['after', '*-1,#3', ['*-1', '#3']],
    ['agents', 'a,b', ['a', 'b']],
    ['ignore_error_codes', '17,-1', [17, -1]],
    ['ignore_error_codes', '', []],
    ['start', '90s', { afterSeconds: 90 }],
    ['start', '100ms', { afterSeconds: 1 }],
    ['start', '2030-01-31T06:00:00Z', { atSecond: 1_896_069_600 }],
    ['start', '2030-01-31T06:00:00+01:00', { atSecond: 1_896_066_000 }],
    ['start', '2030-01-31 06:00', { atSecond: new Date(2030, 0, 31, 6).getTime() / 1000 }],
    ['start', '2030-01-31', { atSecond: new Date(2030, 0, 31).getTime() / 1000 }],
    ['name', 'vm-10_a', 'vm-10_a'],
    ['key', 'invoice 7/2030 é', 'invoice 7/2030 é'],
    ['key', 'k'.repeat(200), 'k'.repeat(200)],
  ])('%s:%s is %j', (name, text, expected) => {
    expect(read(name, text)).toEqual(expected);
  });

  test.each([
    ['timeout', '500ms'],
    ['timeout', '0'],
    ['timeout', 'soon'],
    ['timeout', '-1'],
    ['timeout', '65536'],
    ['timeout_schedule', '1d'],
    ['retry', '-1'],
    ['retry', '1.5'],
    ['priority', '10'],
    ['log', 'maybe'],
    ['name', 'a b'],
    ['name', ''],
    ['name', '#1'],
    ['after', 'a b'],
    ['circle', ''],
    ['context', 'a/b'],
    ['ignore_error_codes', '17,x'],
    ['start', 'tomorrow'],
    ['start', '2030-13-01'],
    ['start', '5000d'],
  ])('%s:%s is refused', (name, text) => {
    expect(read(name, text)).toMatchSnapshot();
  });
});

test('attributes that do not exist, and what they point at', () => {
  expect(
    wrong(`!!core.echo text:a job.timout:3 job.foo:1
!!core.echo text:a job.timeout:500ms job.timeout_schedule:20h job.retry: job.agents:'node1, nodex'
`),
  ).toMatchInlineSnapshot(`
    "HS0211 a.hero:1:20 [job.timout] there is no job attribute timout (did you mean job.timeout?)
    HS0211 a.hero:1:33 [job.foo] there is no job attribute foo (there are name, after, key, agents, circle, context, timeout, timeout_schedule, retry, ignore_error, ignore_error_codes, log, debug, detach, start, priority)
    HS0215 a.hero:2:32 [500ms] job.timeout is shorter than a second (job.timeout counts in whole seconds, the least is 1s)
    HS0216 a.hero:2:59 [20h] job.timeout_schedule is longer than 65535 seconds (the longest is 65535s, which is 18h12m15s)
    HS0205 a.hero:2:63 [job.retry] "" is not a whole number (write digits, such as 42)
    HS0303 a.hero:2:93 [nodex] there is no agent nodex (a name of a registered agent, a public key of 64 hex digits, or local for the one of this machine)"
  `);
});
