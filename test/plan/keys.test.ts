// job.key: what cannot be the same job in each run is told.

import { expect, test } from 'vitest';
import { findAttribute } from '../../src/plan/attributes.ts';
import { wrong } from './planning.ts';

const start = (id: string, attributes = '') => `!!vm_manager.start id:${id} ${attributes}`;

test.each([
  [[start('1', 'job.key:a'), start('2')], ''],
  [[start('1', 'job.key:a'), start('2', "job.key:b job.after:''")], ''],
  [
    [start('1'), start('2', 'job.key:b')],
    'HS0226 a.hero:2:33 [b] a job with a key waits for nothing, but this one for #1',
  ],
  [
    [start('1', 'job.name:first'), start('2', 'job.after:first job.key:b')],
    'HS0226 a.hero:2:49 [b] a job with a key waits for nothing, but this one for first',
  ],
  [[start('1', 'job.key:a'), start('2', "job.key:a job.after:''")], 'HS0226 a.hero:2:33 [a] the key a is used twice'],
  [['!!job.defaults key:a', start('1')], 'HS0211 a.hero:1:16 [key] job.key is said of one action only'],
])('%j', (lines, told) => {
  const text = wrong(lines.join('\n'));
  if (told === '') expect(text).toBe('');
  else expect(text).toContain(told);
});

test.each(['', 'a\nb', 'k'.repeat(201)])('%j is no key', (text) => {
  expect(findAttribute('key')?.read(text)).toMatchObject({ ok: false, code: 'HS0205' });
});
