// The examples of the explanations, and the situations: a bad one has exactly its problem, a good one none. What is told
// of the bad ones is kept in cases/, for every code there is. UPDATE=1 writes it; read it then as one who has made the mistake.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codes } from '../../src/diagnostics/codes.ts';
import { type Explained, explainAll, findExplained } from '../../src/diagnostics/explain.ts';
import { redisMissing } from '../setup/server-process.ts';
import { type Tried, tryExample, tryIn } from './example-place.ts';
import { situations } from './situations.ts';

const folder = join(import.meta.dirname, 'cases');

function pathOf(code: string): string {
  return join(folder, `${code}.txt`);
}

type Case = [what: string, tell: () => Promise<Tried>, bad: boolean];

function casesOf({ code, bad, good }: Explained): Case[] {
  const cases: Case[] = [];
  if (!('situation' in bad)) cases.push(['the bad one', () => tryExample(bad), true]);
  if (!('situation' in good)) cases.push(['the good one', () => tryExample(good), false]);
  for (const [n, { redis, tell }] of (situations[code] ?? []).entries()) {
    if (redis && redisMissing !== undefined) continue;
    cases.push([`situation ${n + 1}`, () => tryIn((place) => tell(place, false)), true]);
    cases.push([`situation ${n + 1}, solved`, () => tryIn((place) => tell(place, true)), false]);
  }
  return cases;
}

describe.concurrent('a problem is told as it was, when it is there', () => {
  for (const one of explainAll()) {
    const cases = casesOf(one);
    const bad = cases.filter(([, , isBad]) => isBad);
    const texts = new Map<string, string>();
    for (const [what, tell, isBad] of cases) {
      test(`${one.code}: ${what}`, async ({ expect: own }) => {
        const { text, codes: told } = await tell();
        own(told, text).toEqual(isBad ? [one.code] : []);
        if (!isBad) return;
        texts.set(what, text);
        if (process.env.UPDATE === '1' && texts.size === bad.length) {
          writeFileSync(pathOf(one.code), `${bad.map(([name]) => texts.get(name)).join('\n\n')}\n`);
        }
        const kept = existsSync(pathOf(one.code)) ? readFileSync(pathOf(one.code), 'utf8') : 'UPDATE=1 writes it';
        if (process.env.UPDATE !== '1') own(`\n\n${kept}\n`).toContain(`\n\n${text}\n\n`);
      });
    }
  }
});

test('every code is told by an example or in a situation that is made, and what it tells is kept', () => {
  const untold = explainAll().filter(({ code, bad }) => 'situation' in bad !== (situations[code] !== undefined));
  expect(untold.map(({ code }) => code)).toEqual([]);
  expect(readdirSync(folder).sort()).toEqual(
    Object.keys(codes)
      .map((code) => `${code}.txt`)
      .sort(),
  );
});

test('a code is found by its number too', () => {
  for (const name of ['HS0201', 'hs0201', '0201', '201', ' HS0201 ']) expect(findExplained(name)?.code).toBe('HS0201');
  for (const name of ['', 'HS', 'HS9999', '20100', 'x']) expect(findExplained(name)).toBeUndefined();
  expect(explainAll()).toHaveLength(Object.keys(codes).length);
});

test('docs/diagnostics.md is made from them', () => {
  const script = join(import.meta.dirname, '../../scripts/gen-diagnostics.ts');
  expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
});
