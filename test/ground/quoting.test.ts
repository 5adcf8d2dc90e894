// Texts inside of other languages: what comes out is what went in.

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { anyOf, shellWord } from '../../src/ground/quoting.ts';

test('a shell reads a word as the text', () => {
  const texts = ['plain', '/a/b-c_d.e', 'a b', "it's", '$HOME', '`id`', '"two"', 'a\\b', 'a\nb', '*', '~', ''];
  const command = `printf '%s|' ${texts.map(shellWord).join(' ')}`;
  expect(execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' })).toBe(`${texts.join('|')}|`);
});

test('words that need no quotes have none', () => {
  expect(shellWord('actors/disk@2/usage,v1:x')).toBe('actors/disk@2/usage,v1:x');
});

test('a pattern finds the texts and nothing else', () => {
  const texts = ['${job.a.b}', 'x.y', '[*]', 'a|b'];
  expect('x1y ${job.a.b} xyy x.y [*] * a|b a b'.match(anyOf(texts))).toEqual(['${job.a.b}', 'x.y', '[*]', 'a|b']);
});
