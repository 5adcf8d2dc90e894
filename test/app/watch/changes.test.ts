// Which actions are others: by what they say, wherever they stand.

import { expect, test } from 'vitest';
import { changedActions } from '../../../src/app/watch/changes.ts';
import { plannedActions } from '../../../src/app/watch/report.ts';
import { compileText } from '../../plan/planning.ts';

function changes(before: string, after: string): string[] {
  const [old, now] = [before, after].map((text) => plannedActions(compileText(text).plan));
  return changedActions(old ?? [], now ?? []).map(({ what, action }) => `${what} ${action.label} ${action.place}`);
}

const a = '!!core.echo text:a\n';
const b = '!!core.echo text:b job.name:b\n';
const c = '!!report.send to:c\n';

test('comments, layout and place do not matter', () => {
  expect(changes(a + b, `// more\n\n!!core.echo\n    text:a\n${b}`)).toEqual([]);
  expect(changes(a + c, c + a)).toEqual([]);
});

test('one that is put above others is new alone', () => {
  expect(changes(a + c, `!!core.echo text:first\n${a}${c}`)).toEqual(['new #1 a.hero:1']);
});

test('params, attributes and what is waited for matter', () => {
  expect(changes(a + b, a.replace('a\n', 'z\n') + b)).toEqual(['changed #1 a.hero:1']);
  expect(changes(a + b, a + b.replace('job', 'job.retry:1 job'))).toEqual(['changed b a.hero:2']);
  expect(changes(b + c, b + c.replace('\n', " job.after:''\n"))).toEqual(['changed #2 a.hero:2']);
  expect(changes(a + b, `!!job.defaults timeout:5s\n${a}${b}`)).toEqual(['changed #1 a.hero:2', 'changed b a.hero:3']);
});

test('what is gone is told last, and of equal ones only as many as there were', () => {
  expect(changes(a + b + c, b)).toEqual(['gone #1 a.hero:1', 'gone #3 a.hero:3']);
  expect(changes(a, a + a)).toEqual(['new #2 a.hero:2']);
});
