// The examples of the explanations: a bad one has exactly its problem, a good one none. What is told of the bad ones is
// kept in cases/, for every code. UPDATE=1 writes it; read it then as one who has made the mistake.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codes } from '../../src/diagnostics/codes.ts';
import { explainAll, findExplained } from '../../src/diagnostics/explain.ts';
import { tryExample } from './example-place.ts';

const folder = join(import.meta.dirname, 'cases');

describe.concurrent('examples', () => {
  for (const { code, bad, good } of explainAll()) {
    if (!('situation' in bad)) {
      test(`${code}: the bad one has this problem and no other`, async ({ expect: own }) => {
        const { text, codes: told } = await tryExample(bad);
        const kept = join(folder, `${code}.txt`);
        if (process.env.UPDATE === '1') writeFileSync(kept, `${text}\n`);
        own(told).toEqual([code]);
        own(`${text}\n`).toBe(existsSync(kept) ? readFileSync(kept, 'utf8') : 'UPDATE=1 writes it');
      });
    }
    if (!('situation' in good)) {
      test(`${code}: the good one has none`, async ({ expect: own }) => {
        own(await tryExample(good)).toMatchObject({ codes: [] });
      });
    }
  }
});

test('nothing is kept that no example tells', () => {
  const examples = explainAll().filter(({ bad }) => !('situation' in bad));
  expect(readdirSync(folder).sort()).toEqual(examples.map(({ code }) => `${code}.txt`).sort());
});

test('what is told in words alone cannot be shown in a few lines', () => {
  const told = explainAll().filter(({ bad }) => 'situation' in bad);
  expect(told.map(({ code }) => code)).toEqual(['HS0301', 'HS0304', 'HS0404', 'HS0703', 'HS0705', 'HS0706', 'HS0707']);
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
