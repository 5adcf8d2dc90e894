// Addresses of Redis stores: what they mean, and what is said of those that mean nothing.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAddress } from '../../../src/store/redis/address.ts';

const plain = { kind: 'single', master: '', db: 0, prefix: 'herorunner', tls: undefined };

test.each([
  ['redis://localhost', { ...plain, endpoints: [{ host: 'localhost', port: 6379 }] }],
  ['redis://[::1]:7000/3', { ...plain, db: 3, endpoints: [{ host: '::1', port: 7000 }] }],
  [
    'rediss://me@h:1?prefix=test',
    { ...plain, tls: {}, user: 'me', prefix: 'test', endpoints: [{ host: 'h', port: 1 }] },
  ],
  ['redis://:p%40ss@h', { ...plain, user: undefined, password: 'p@ss', shown: 'redis://h' }],
  ['redis://me:100%@h/', { ...plain, user: 'me', password: '100%', shown: 'redis://me@h/' }],
  [
    'redis-sentinel://a,b:2/main/1',
    {
      ...plain,
      kind: 'sentinel',
      master: 'main',
      db: 1,
      endpoints: [
        { host: 'a', port: 26379 },
        { host: 'b', port: 2 },
      ],
    },
  ],
  [
    'rediss-cluster://a:1,b:2',
    {
      ...plain,
      kind: 'cluster',
      tls: {},
      endpoints: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
    },
  ],
])('%s', (url, expected) => {
  expect(parseAddress(url, {})).toMatchObject(expected);
});

test('the password comes from the address, the environment or a file', () => {
  const dir = mkdtempSync(join(tmpdir(), 'hero-test-'));
  try {
    const file = join(dir, 'password');
    writeFileSync(file, 'from file\n');
    const env = { HERO_REDIS_PASSWORD: 'from env', HERO_REDIS_PASSWORD_FILE: file };
    expect(parseAddress('redis://u:own@h', env).password).toBe('own');
    expect(parseAddress('redis://u@h', env).password).toBe('from env');
    expect(parseAddress('redis://h', { HERO_REDIS_PASSWORD_FILE: file }).password).toBe('from file');
    const missing = `${file}2`;
    const told = `the password file cannot be read: ${missing}: no such file`;
    expect(() => parseAddress('redis://h', { HERO_REDIS_PASSWORD_FILE: missing })).toThrow(told);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test.each([
  ['redis:/h', "nothing that is understood in store address 'redis:/h'"],
  ['redis://', "'' is no host and port in store address 'redis://'"],
  ['redis://h:0', "'h:0' is no host and port in store address 'redis://h:0'"],
  ['redis://h:70000', "'h:70000' is no host and port in store address 'redis://h:70000'"],
  ['redis://a,b', "several hosts, but neither sentinel nor cluster in store address 'redis://a,b'"],
  ['redis://h/x', "'x' is no database number in store address 'redis://h/x'"],
  ['redis-sentinel://h', "no name of the master in store address 'redis-sentinel://h'"],
  ['redis-cluster://h/2', "a database number, which a cluster does not have in store address 'redis-cluster://h/2'"],
  ['redis://h?prefx=a', "unknown option 'prefx' in store address 'redis://h?prefx=a'"],
  ['redis://h?prefix=', "prefix '' is not usable in store address 'redis://h?prefix='"],
  ['redis://h?prefix=a%7B', "prefix 'a{' is not usable in store address 'redis://h?prefix=a%7B'"],
  ['redis-other://h', "nothing that is understood in store address 'redis-other://h'"],
])('%s is refused', (url, message) => {
  expect(() => parseAddress(url, {})).toThrow(message);
});

test.each([
  'redis://u:s3cret@h:x',
  'redis://u:s3c/ret@h/y',
  'redis://u:s3cret@a@h/y',
  'redis://:s3cret@',
  'redis://u:s3cret@h?a=1',
])('a refused address is told without its password: %s', (url) => {
  let told = '';
  try {
    parseAddress(url, {});
  } catch (error) {
    told = String(error);
  }
  expect(told).toContain('StoreError');
  expect(told).not.toContain('s3c');
  expect(told).not.toContain('ret@');
});
