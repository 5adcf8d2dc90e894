// Signatures: what is accepted, and above all what is not.

import { createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Point } from '@noble/ed25519';
import { describe, expect, test } from 'vitest';
import { isSoundKey, verifySignature } from '../../src/identity/signature.ts';
import { isSmallOrder } from '../../src/records/keys.ts';
import { smallOrderEncodings } from './small-order.ts';

const data = join(import.meta.dirname, '../../../shared/data/wycheproof');

function readData<T>(name: string): T {
  return JSON.parse(readFileSync(join(data, name), 'utf8')) as T;
}

// RFC 8032, section 7.1, test 2.
const key = '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c';
const message = Buffer.from('72', 'hex');
const signature =
  '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
  '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00';

test('a signature of the standard', () => {
  expect(verifySignature(key, message, signature)).toBe(true);
  expect(verifySignature(key, Buffer.from('73', 'hex'), signature)).toBe(false);
  expect(verifySignature(key, Buffer.alloc(0), signature)).toBe(false);
});

test('no other text of the same signature or key', () => {
  for (const text of ['zz', 'a', ' ', '\n', '00'].map((tail) => signature + tail)) {
    expect(verifySignature(key, message, text)).toBe(false);
  }
  for (const text of [signature.toUpperCase(), signature.slice(0, -2), '', `0x${signature}`]) {
    expect(verifySignature(key, message, text)).toBe(false);
  }
  for (const text of [key.toUpperCase(), `ed25519:${key}`, `${key}\n`, key.slice(2), '']) {
    expect(verifySignature(text, message, signature)).toBe(false);
  }
});

test('a signature with L added to S', () => {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const s = BigInt(`0x${Buffer.from(signature.slice(64), 'hex').reverse().toString('hex')}`) + order;
  const malleated =
    signature.slice(0, 64) + Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse().toString('hex');
  expect(verifySignature(key, message, malleated)).toBe(false);
});

describe('keys of small order', () => {
  const keys = smallOrderEncodings();

  test('are the fourteen that are refused', async () => {
    expect(keys).toHaveLength(14);
    for (const weak of keys) {
      expect(isSmallOrder(weak)).toBe(true);
      expect(await isSoundKey(weak)).toBe(false);
    }
    expect(isSmallOrder(key)).toBe(false);
  });

  test('verify nothing, not even what bare crypto takes', () => {
    const forged = `01${'00'.repeat(63)}`;
    for (const weak of keys) {
      for (let n = 0; n < 20; n += 1) expect(verifySignature(weak, Buffer.from(`message ${n}`), forged)).toBe(false);
    }
  });
});

test('a key is sound when it is canonical and of prime order', async () => {
  const sound = Point.fromHex(key);
  const torsion = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
  expect(await isSoundKey(key)).toBe(true);
  expect(await isSoundKey(sound.add(torsion).toHex())).toBe(false);
  // Not on the curve; y = p + 3, which decodes to a point that has another encoding; other text.
  expect(await isSoundKey('02'.repeat(32))).toBe(false);
  expect(await isSoundKey(`f0${'ff'.repeat(30)}7f`)).toBe(false);
  expect(await isSoundKey(key.toUpperCase())).toBe(false);
  expect(await isSoundKey('')).toBe(false);
});

describe('published vectors', () => {
  if (!existsSync(data)) {
    console.log('skipped: no corpus');
    test.skip('no corpus', () => undefined);
    return;
  }

  test('wycheproof', () => {
    interface Group {
      publicKey: { pk: string };
      tests: { tcId: number; msg: string; sig: string; result: string }[];
    }
    const wrong: number[] = [];
    let count = 0;
    for (const { publicKey, tests } of readData<{ testGroups: Group[] }>('ed25519_test.json').testGroups) {
      for (const { tcId, msg, sig, result } of tests) {
        count += 1;
        if (verifySignature(publicKey.pk, Buffer.from(msg, 'hex'), sig) !== (result === 'valid')) wrong.push(tcId);
      }
    }
    expect({ count, wrong }).toEqual({ count: 151, wrong: [] });
  });

  test('small-order keys', () => {
    const { keys } = readData<{ keys: { hex: string }[] }>('small_order_keys.json');
    expect(keys.map(({ hex }) => hex).sort()).toEqual(smallOrderEncodings().sort());
  });

  test('speccheck: 0, 1 and 4 to 11 are refused by the signature, 2 and 3 by their key', async () => {
    const cases = readData<{ message: string; pub_key: string; signature: string }[]>('speccheck/cases.json');
    const accepted: number[] = [];
    const sound: number[] = [];
    for (const [index, { message: text, pub_key: pubkey, signature: sig }] of cases.entries()) {
      if (verifySignature(pubkey, Buffer.from(text, 'hex'), sig)) accepted.push(index);
      if (await isSoundKey(pubkey)) sound.push(index);
    }
    // Newer versions of node refuse 2 by themselves.
    expect([2, 3]).toEqual(expect.arrayContaining(accepted));
    expect(sound.filter((index) => accepted.includes(index))).toEqual([]);
  });
});

test('bare crypto takes signatures that are refused here, which is why they are checked first', () => {
  const object = createPublicKey({
    key: Buffer.from(`302a300506032b6570032100${key}`, 'hex'),
    format: 'der',
    type: 'spki',
  });
  expect(verify(null, message, object, Buffer.from(`${signature}zz`, 'hex'))).toBe(true);
});
