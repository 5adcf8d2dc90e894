// The text form of references, what is taken out of what an action says, and the files.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listItems } from '../../src/actors/params.ts';
import { fillSecretParam } from '../../src/actors/secret-param.ts';
import { escapeSecretText, fillSecrets, isSecretName, mapPlainText, secretsIn } from '../../src/records/secret-text.ts';
import { listSecrets, removeSecret, setSecret } from '../../src/secrets/keep-secret.ts';
import { makeRedactor } from '../../src/secrets/redact.ts';
import { findSecret, type SecretFolder } from '../../src/secrets/secret-files.ts';
import { holds } from '../setup/holds.ts';

describe('text', () => {
  const likely = fc.array(fc.constantFrom('$', '{', '}', 'secret.', 'X', '\\', ' ')).map((parts) => parts.join(''));

  test('an escaped text means itself, whatever stands beside it', () => {
    const values = new Map([['X', '${secret.X} $${ $&']]);
    holds(
      fc.property(fc.array(likely), fc.array(likely), (before, after) => {
        const texts = [before, after].map((pieces) => pieces.map(escapeSecretText).join(''));
        const text = texts.join('${secret.X}');
        expect(secretsIn(text)).toEqual(['X']);
        expect(fillSecrets(text, values)).toBe(`${before.join('')}${values.get('X')}${after.join('')}`);
        expect(secretsIn(texts.join(''))).toEqual([]);
        expect(mapPlainText(text, escapeSecretText)).toBe(text);
      }),
    );
  });

  test('names', () => {
    for (const name of ['X', 'a-b_1', 'vm_manager.token', '1']) expect(isSecretName(name)).toBe(true);
    for (const name of [
      '',
      '.',
      '..',
      '.x',
      'x.',
      'a.b.c',
      'a/b',
      '../x',
      '-x',
      'x y',
      'ä',
      'x'.repeat(65),
      '__proto__x/',
    ]) {
      expect([name, isSecretName(name)]).toEqual([name, false]);
    }
  });

  test('a value stays one item of a list, and one text of JSON', () => {
    holds(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (value) => {
        const values = new Map([['X', value]]);
        expect(listItems(fillSecretParam('list', 'A=${secret.X},B=2', values))).toEqual([`A=${value}`, 'B=2']);
        expect(JSON.parse(fillSecretParam('json', '{"a":"${secret.X}"}', values))).toEqual({ a: value });
      }),
    );
  });
});

describe('redaction', () => {
  const key = '-----BEGIN KEY-----\nabc+/def\n-----END KEY-----\n';
  const { text, value } = makeRedactor(['hunter22', 'hunter22 and more', 'a"b\\c/d', key]);

  test.each([
    ['x hunter22 y hunter22', 'x *** y ***'],
    ['hunter22 and more', '***'],
    [JSON.stringify({ p: 'a"b\\c/d' }), '{"p":"***"}'],
    [encodeURIComponent('a"b\\c/d'), '***'],
    [Buffer.from('hunter22').toString('base64'), '***'],
    ['the line abc+/def is one of it', 'the line *** is one of it'],
    ['nothing of it', 'nothing of it'],
  ])('%s', (from, to) => {
    expect(text(from)).toBe(to);
  });

  test.each([[[]], [['']]])('without anything to hide nothing is changed: %j', (secrets) => {
    const { text, value } = makeRedactor(secrets);
    expect(text('as it was')).toBe('as it was');
    expect(value({ as: ['it was'] })).toEqual({ as: ['it was'] });
  });

  test('a text that is empty hides nothing of the others', () => {
    expect(makeRedactor(['', 'hunter22']).text('x hunter22 y')).toBe('x *** y');
  });

  test('in JSON, names too', () => {
    expect(value({ hunter22: ['x hunter22', 1, null, { a: true }] })).toEqual({
      '***': ['x ***', 1, null, { a: true }],
    });
  });
});

describe('files', () => {
  let dir: string;
  let own: SecretFolder;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'hero-secrets-'));
    own = { path: join(dir, 'secrets'), own: true };
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  test('are kept, found, listed and removed', () => {
    expect(listSecrets(own)).toEqual({ ok: true, value: [] });
    expect(setSecret(own, 'X', Buffer.from('two\nlines\n'))).toEqual({ ok: true, value: false });
    expect(setSecret(own, 'X', Buffer.from('two\nlines\r\n'))).toEqual({ ok: true, value: true });
    expect(findSecret([own], 'X')).toEqual({ ok: true, value: 'two\nlines' });
    expect(listSecrets(own)).toEqual({ ok: true, value: ['X'] });
    expect(removeSecret(own, 'Y')).toMatchObject({ ok: false, diagnostic: { code: 'HS0609', message: /no secret Y/ } });
    expect(removeSecret(own, 'X')).toEqual({ ok: true, value: true });
    expect(findSecret([own], 'X')).toMatchObject({ ok: false, missing: true });
    for (const value of ['', '\n', 'a\0b', Buffer.from([0xff]), 'x'.repeat(64 * 1024 + 1)]) {
      expect(setSecret(own, 'X', Buffer.from(value as string))).toMatchObject({ ok: false });
    }
    expect(setSecret(own, '../X', Buffer.from('a'))).toMatchObject({ ok: false });
    expect(listSecrets(own)).toEqual({ ok: true, value: [] });
  });

  test('that others could know or have put there are refused', () => {
    setSecret(own, 'X', Buffer.from('value'));
    const file = join(own.path, 'X');
    const mounted = { ...own, own: false };
    const tell = (folder: SecretFolder) => {
      const found = findSecret([folder], 'X');
      return found.ok ? 'fine' : found.message.replaceAll(dir, '');
    };
    chmodSync(file, 0o640);
    expect([tell(own), tell(mounted)]).toEqual(['/secrets/X is open to other users', 'fine']);
    chmodSync(file, 0o620);
    expect(tell(mounted)).toBe('other users can write to /secrets/X');
    chmodSync(file, 0o600);
    chmodSync(own.path, 0o777);
    expect([tell(own), tell(mounted)]).toEqual([
      '/secrets is open to other users',
      'other users can write to /secrets',
    ]);
    chmodSync(own.path, 0o700);
    expect(tell(own)).toBe('fine');
    rmSync(file);
    mkdirSync(file);
    expect(tell(own)).toBe('the secret /secrets/X is no file');
    rmSync(file, { recursive: true });
    execFileSync('mkfifo', [file]);
    expect(tell(own)).toBe('the secret /secrets/X is no file');
  });

  test('as Kubernetes mounts them: links to another folder', () => {
    const mounted = { path: join(dir, 'mount'), own: false };
    mkdirSync(join(mounted.path, '..2026'), { recursive: true });
    writeFileSync(join(mounted.path, '..2026/X'), 'value');
    symlinkSync('..2026', join(mounted.path, '..data'));
    symlinkSync('..data/X', join(mounted.path, 'X'));
    expect(findSecret([own, mounted], 'X')).toEqual({ ok: true, value: 'value' });
  });
});
