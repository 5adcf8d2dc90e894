// The log of a process that stays, for programs and for a person.

import { expect, test } from 'vitest';
import { type LogLevel, openLog } from '../../../src/app/daemon/log.ts';

function logged(level: LogLevel, human: boolean): string[] {
  const lines: string[] = [];
  const log = openLog(level, human, (line) => lines.push(line));
  log.info({ jobs: 2, store: 'sqlite:jobs.db', problem: 'it is "away"', host: '' }, 'agent drains');
  log.debug({}, 'a detail');
  log.error({ line: 'a\nb=c' }, 'odd');
  return lines;
}

test('a person reads short lines, in which each fact is told from the next', () => {
  const lines = logged('info', true).map((line) => line.replace(/^\d\d:\d\d:\d\d\.\d{3} /, 'TIME '));
  expect(lines).toEqual([
    'TIME info  agent drains jobs=2 store=sqlite:jobs.db problem="it is \\"away\\"" host=""\n',
    'TIME error odd line="a\\nb=c"\n',
  ]);
});

test('programs read JSON, at the level that is asked for', () => {
  const [first, ...others] = logged('debug', false).map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(first).toEqual({
    level: 'info',
    time: expect.any(Number),
    pid: process.pid,
    jobs: 2,
    store: 'sqlite:jobs.db',
    problem: 'it is "away"',
    host: '',
    msg: 'agent drains',
  });
  expect(others.map(({ level }) => level)).toEqual(['debug', 'error']);
});
