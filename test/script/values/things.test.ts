// Storage, money, addresses, names, choices, paths, JSON.

import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { parseChoice } from '../../../src/script/values/choice.ts';
import { parseEmail, parsePhone, parseUrl } from '../../../src/script/values/contact.ts';
import { parseJson } from '../../../src/script/values/json.ts';
import { parseMoney } from '../../../src/script/values/money.ts';
import { fixName } from '../../../src/script/values/name.ts';
import { parsePath, parsePathCreate } from '../../../src/script/values/path.ts';
import { parseBytes, parseGigabytes } from '../../../src/script/values/size.ts';
import { holds } from '../../setup/holds.ts';
import { readsAs } from './cases.ts';

describe('parseBytes', () => {
  readsAs(
    parseBytes,
    [
      ['10', 10],
      ['10B', 10],
      ['10 b', 10],
      ['10kb', 10_240],
      ['10K', 10_240],
      ['1_0MB', 10_485_760],
      ['10GB', 10_737_418_240],
      ['10GiB', 10_737_418_240],
      ['10 GB', 10_737_418_240],
      ['1.5TB', 1_649_267_441_664],
      ['.5KB', 512],
      ['1PiB', 1_125_899_906_842_624],
      ['0.1kB', 103],
    ],
    ['', 'GB', '-1GB', '1.5', '.5', '.GB', '1.5B', '1,5GB', '10XB', '10GBB', '10 G B', '9000PB', '1e3'],
  );
});

describe('parseGigabytes', () => {
  readsAs(
    parseGigabytes,
    [
      ['10', 10],
      ['10GB', 10],
      ['1025MB', 2],
      ['10KB', 1],
      ['10B', 1],
      ['0', 0],
      ['1.5', 2],
      ['2TB', 2048],
    ],
    ['', 'x', '-1'],
  );
});

describe('parseMoney', () => {
  readsAs(
    parseMoney,
    [
      ['10USD', { amount: 10, currency: 'USD' }],
      ['10 usd', { amount: 10, currency: 'USD' }],
      ['$10', { amount: 10, currency: 'USD' }],
      ['1$', { amount: 1, currency: 'USD' }],
      ['€20.5', { amount: 20.5, currency: 'EUR' }],
      ['AED 10', { amount: 10, currency: 'AED' }],
      ['5kEUR', { amount: 5000, currency: 'EUR' }],
      ['20 k tft', { amount: 20_000, currency: 'TFT' }],
      ['20mtft', { amount: 20_000_000, currency: 'TFT' }],
      ['5M', { amount: 5_000_000, currency: 'USD' }],
      ['1,000.50USD', { amount: 1000.5, currency: 'USD' }],
      ['1,00,000', { amount: 100_000, currency: 'USD' }],
      ['1 000 000.50 EUR', { amount: 1_000_000.5, currency: 'EUR' }],
      ['USD 1,234,567.8', { amount: 1_234_567.8, currency: 'USD' }],
      ['10MYR', { amount: 10, currency: 'MYR' }],
      ['10', { amount: 10, currency: 'USD' }],
      ['10%', { amount: 0.1, currency: 'USD' }],
      ['0', { amount: 0, currency: 'USD' }],
      ['5 USDC', { amount: 5, currency: 'USDC' }],
    ],
    [
      '',
      'USD',
      '-5USD',
      '10XYZ',
      '1e5USD',
      '10X',
      '10USD5',
      '1.2.3',
      '.',
      '10,5EUR',
      '20.000,5',
      '1,0000',
      '1,',
      ',5',
      '1234,567',
      '10 20',
      '1234 567',
      '1 0000',
      '10 .5',
    ],
  );
});

describe('addresses', () => {
  readsAs(parseEmail, [[' A@B.com ', 'a@b.com']], []);
  readsAs(
    parsePhone,
    [
      ['+32 475-12-34', '32 4751234'],
      ['(32) 475.12', '(32) 475.12'],
    ],
    [],
  );
  readsAs(
    parseUrl,
    [
      ['https://x.y/z?a=b#c', 'https://x.y/z?a=b#c'],
      ['git@github.com:a/b.git', 'git@github.com:a/b.git'],
      ['ssh://git@host:22/a', 'ssh://git@host:22/a'],
    ],
    ['', 'x.y', 'https://', 'https://a b', 'mailto:x'],
  );
});

describe('fixName', () => {
  test.each([
    ['My Name', 'my_name'],
    ['a-b;c:d', 'a_b_c_d'],
    ['a  b', 'a_b'],
    ['a.b.c', 'a_b.c'],
    ['a#b', 'a'],
    ['a/b', 'ab'],
    ['a.', 'a_'],
    ['a_', 'a_'],
    ['$sds_?__ 4F.jpg', 'sds_4f.jpg'],
    ['v1.2', 'v1.2'],
    ['café', 'caf'],
    ['.x', '_x'],
    ['<.x', '_x'],
    ['<._', '_'],
  ])('%j is %j', (text, name) => {
    expect(fixName(text)).toBe(name);
  });

  test('twice is as good as once', () => {
    holds(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-zA-Z0-9._#/ -]{0,12}$/)), (text) => {
        expect(fixName(fixName(text))).toBe(fixName(text));
      }),
    );
  });
});

describe('parseChoice', () => {
  const choices = { 'key1,19, val1': 'a', prod: 'b' };
  readsAs(
    (text) => parseChoice(text, choices),
    [
      ['Val1 ', 'a'],
      ['19', 'a'],
      ['prod', 'b'],
    ],
    ['', 'nothing'],
  );

  test('the nearest word is told', () => {
    expect(parseChoice('prdo', choices)).toMatchObject({ help: 'did you mean prod?' });
  });
});

describe('paths', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hero-path-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('something must be there', () => {
    writeFileSync(join(folder, 'f'), '');
    expect(parsePath('f', folder)).toEqual({ ok: true, value: join(folder, 'f') });
    expect(parsePath('~', folder)).toEqual({ ok: true, value: homedir() });
    expect(parsePath('g', folder)).toEqual({
      ok: false,
      message: 'there is no file or folder "g"',
      help: `looked for it as ${join(folder, 'g')}`,
    });
    expect(parsePath('', folder)).toMatchObject({ ok: false });
    expect(parsePath('a\0b', folder)).toMatchObject({ ok: false });
  });

  test('a folder is made', () => {
    expect(parsePathCreate('a/b/', folder)).toEqual({ ok: true, value: join(folder, 'a/b') });
    expect(statSync(join(folder, 'a/b')).isDirectory()).toBe(true);
    expect(parsePathCreate('f/x', folder)).toMatchObject({ ok: false, message: 'cannot make the folder "f/x"' });
    expect(parsePathCreate(' ', folder)).toMatchObject({ ok: false });
  });
});

describe('parseJson', () => {
  readsAs(
    parseJson,
    [
      ['{"a": [1, null]}', { a: [1, null] }],
      ['"x"', 'x'],
    ],
    ['', '{a:1}', '[1,]'],
  );
});
