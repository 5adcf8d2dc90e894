// Finding actions by filters.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Source } from '../../src/diagnostics/source.ts';
import { findActions, matchesParams, sortByFilters } from '../../src/script/find.ts';
import { matchesGlob } from '../../src/script/glob.ts';
import { parseScript } from '../../src/script/parse.ts';
import { holds } from '../setup/holds.ts';

const text = `!!select people
!!git.clone urgent color:red at:10:30
!!git.pull
!!Gitea.Clone
!git.define
`;
const { actions } = parseScript(new Source('test.hero', text));
const names = (found: readonly { actor: string; action: string }[]) =>
  found.map(({ actor, action }) => `${actor}.${action}`);

describe('findActions', () => {
  test.each([
    ['git.clone', ['git.clone']],
    ['Git:CLONE', ['git.clone']],
    ['git.', ['git.clone', 'git.pull', 'git.define']],
    ['git.*', ['git.clone', 'git.pull', 'git.define']],
    ['.clone', ['git.clone', 'gitea.clone']],
    ['git*.clone', ['git.clone', 'gitea.clone']],
    ['g?t.[cp]*', ['git.clone', 'git.pull']],
    ['*', ['core.select']],
    ['select', ['core.select']],
    ['', ['core.select']],
    ['*.*', ['core.select', 'git.clone', 'git.pull', 'gitea.clone', 'git.define']],
    ['*.', ['core.select', 'git.clone', 'git.pull', 'gitea.clone', 'git.define']],
    ['gitea.clone , git.pull', ['git.pull', 'gitea.clone']],
    ['git', []],
    ['nope.nope', []],
  ])('%s', (filter, wanted) => {
    expect(names(findActions(actions, filter))).toEqual(wanted);
  });
});

describe('sortByFilters', () => {
  test('the first filter that means an action decides, the rest comes last', () => {
    const sorted = sortByFilters(actions, { 5: 'git.*', 2: '*.clone', 7: 'git.clone' });
    expect(sorted.map(({ priority, action }) => `${priority} ${names([action])}`)).toEqual([
      '2 git.clone',
      '2 gitea.clone',
      '5 git.pull',
      '5 git.define',
      '50 core.select',
    ]);
    expect(() => sortByFilters(actions, { 50: 'git.*' })).toThrow(RangeError);
  });
});

describe('matchesParams', () => {
  const [, clone] = actions;
  test.each([
    [{}, true],
    [{ include: ['urgent'] }, true],
    [{ include: ['Urgent'] }, false],
    [{ include: ['urg'] }, false],
    [{ include: ['urg*', 'nope'] }, true],
    [{ include: ['urgent+color:red'] }, true],
    [{ include: ['urgent+color:green'] }, false],
    [{ include: ['color:r?d'] }, true],
    [{ include: ['Color:*e*'] }, true],
    [{ include: ['at:10:30'] }, true],
    [{ include: ['at:10'] }, false],
    [{ include: ['urgent'], exclude: ['color:red'] }, false],
    [{ exclude: ['nope'] }, true],
  ])('%j: %j', (filter, wanted) => {
    expect(clone && matchesParams(clone, filter)).toBe(wanted);
  });
});

describe('matchesGlob', () => {
  test.each([
    ['', '', true],
    ['*', '', true],
    ['a*b*c', 'axxbyyc', true],
    ['a*b*c', 'axxbyy', false],
    ['?', 'é', true],
    ['?', '😀', true],
    ['[^a]b', 'cb', true],
    ['[^a]b', 'ab', false],
    ['[a-c]', 'b', true],
    ['[a-c]', '-', false],
    ['[*]', '*', true],
    ['[', '[', true],
    ['**', 'ab', true],
  ])('%j on %j: %j', (pattern, subject, wanted) => {
    expect(matchesGlob(pattern, subject)).toBe(wanted);
  });

  test('agrees with a regular expression', () => {
    const piece = fc.constantFrom('a', 'b', '*', '?', '.');
    const word = (unit: fc.Arbitrary<string>) => fc.array(unit, { maxLength: 8 }).map((parts) => parts.join(''));
    holds(
      fc.property(word(piece), word(fc.constantFrom('a', 'b', '.')), (pattern, subject) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll('?', '.').replaceAll('*', '.*');
        expect(matchesGlob(pattern, subject)).toBe(new RegExp(`^${source}$`).test(subject));
      }),
      { numRuns: 2000 },
    );
  });

  test('many stars take no long time', () => {
    expect(matchesGlob(`${'a*'.repeat(50)}b`, 'a'.repeat(5000))).toBe(false);
  });
});
