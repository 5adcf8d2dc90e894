// Key files on a real file system: made once, readable by their owner alone, refused otherwise.

import { execFile, spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openOrCreateKey } from '../../src/identity/key-file.ts';
import { verifySignature } from '../../src/identity/signature.ts';
import { openSigner } from '../../src/identity/signer.ts';

const run = promisify(execFile);
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const source = join(import.meta.dirname, '../../src/identity/key-file.ts');

let base: string;
let dir: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'hero-keys-'));
  dir = join(base, 'herorunner', 'keys');
});
afterEach(() => rm(base, { recursive: true }));

async function open(name = 'user') {
  const opened = await openOrCreateKey(dir, name);
  if (!opened.ok) throw new Error(opened.diagnostic.message);
  return opened.key;
}

async function refusal(name = 'user') {
  const opened = await openOrCreateKey(dir, name);
  if (opened.ok) throw new Error('it was opened');
  const { code, message, help, file } = opened.diagnostic;
  return { code, message, help, file: file?.replace(dir, 'DIR') };
}

function writeKey(pem: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeFileSync(join(dir, 'user.pem'), pem, { mode: 0o600 });
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('a new key', () => {
  test('is made once and found again', async () => {
    const made = await open();
    expect(made).toEqual({
      publicKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      path: join(dir, 'user.pem'),
      created: true,
    });
    expect(await open()).toEqual({ ...made, created: false });
    expect((await open('agent')).publicKey).not.toBe(made.publicKey);
  });

  test('belongs to its owner alone, and nothing is left over', async () => {
    await open();
    expect(readdirSync(dir).sort()).toEqual(['user.pem', 'user.pub']);
    expect([dir, join(dir, 'user.pem'), join(dir, 'user.pub')].map(modeOf)).toEqual(['700', '600', '644']);
  });

  test('is PKCS#8 that other programs read, and the public half is its own', async () => {
    const { publicKey } = await open();
    const pem = readFileSync(join(dir, 'user.pem'), 'utf8');
    const derived = createPublicKey(createPrivateKey(pem)).export({ format: 'der', type: 'spki' });
    expect(derived.subarray(-32).toString('hex')).toBe(publicKey);
    expect(readFileSync(join(dir, 'user.pub'), 'utf8')).toBe(`${publicKey}\n`);
  });

  test.runIf(hasOpenssl)('is read by openssl', async () => {
    const { publicKey, path } = await open();
    const { stdout } = await run('openssl', ['pkey', '-in', path, '-pubout', '-outform', 'DER'], {
      encoding: 'buffer',
    });
    expect(stdout.subarray(-32).toString('hex')).toBe(publicKey);
  });

  test('is one key, however many processes make it at once', async () => {
    const program = `
      const { openOrCreateKey } = await import(${JSON.stringify(source)});
      const { key } = await openOrCreateKey(${JSON.stringify(dir)}, 'user');
      console.log(JSON.stringify(key));`;
    const all = await Promise.all(
      Array.from({ length: 6 }, () => run(process.execPath, ['--input-type=module', '-e', program])),
    );
    const keys = all.map(({ stdout }) => JSON.parse(stdout) as { publicKey: string; created: boolean });
    expect(new Set(keys.map(({ publicKey }) => publicKey)).size).toBe(1);
    expect(keys.filter(({ created }) => created)).toHaveLength(1);
    expect(readdirSync(dir).sort()).toEqual(['user.pem', 'user.pub']);
  });
});

describe('a key that is there', () => {
  test('is opened without the library that makes keys', async () => {
    await open();
    const program = `
      import { registerHooks } from 'node:module';
      registerHooks({ resolve(name, context, next) { if (name.includes('noble')) console.log(name); return next(name, context); } });
      const { openOrCreateKey } = await import(${JSON.stringify(source)});
      console.log((await openOrCreateKey(${JSON.stringify(dir)}, 'user')).ok);`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program]);
    expect(stdout.trim()).toBe('true');
    rmSync(join(dir, 'user.pem'));
    const again = await run(process.execPath, ['--input-type=module', '-e', program]);
    expect(again.stdout.trim()).toBe('@noble/ed25519\ntrue');
  });

  test('may be one of openssl, without the line before it', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeKey(String(privateKey.export({ format: 'pem', type: 'pkcs8' })));
    const expected = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
    expect((await open()).publicKey).toBe(expected);
  });

  test('mends its public half', async () => {
    const { publicKey } = await open();
    const beside = join(dir, 'user.pub');
    writeFileSync(beside, 'something else\n');
    await open();
    expect(readFileSync(beside, 'utf8')).toBe(`${publicKey}\n`);
    rmSync(beside);
    await open();
    expect(readFileSync(beside, 'utf8')).toBe(`${publicKey}\n`);
  });
});

describe('refuses', () => {
  test.each([0o640, 0o604, 0o620, 0o602, 0o610, 0o644, 0o666])('a file of mode %o', async (mode) => {
    await open();
    const path = join(dir, 'user.pem');
    chmodSync(path, mode);
    expect(await refusal()).toEqual({
      code: 'HS0606',
      message: 'the key file is open to other users',
      help: `chmod 600 ${path}`,
      file: 'DIR/user.pem',
    });
    chmodSync(path, 0o600);
    expect((await open()).created).toBe(false);
  });

  test('a folder others can write to', async () => {
    await open();
    chmodSync(dir, 0o770);
    expect(await refusal()).toMatchObject({ code: 'HS0606', help: `chmod 700 ${dir}` });
  });

  test.runIf(process.getuid?.() === 0)('a file of another user', async () => {
    await open();
    const { chownSync } = await import('node:fs');
    chownSync(join(dir, 'user.pem'), 12_345, 12_345);
    expect(await refusal()).toMatchObject({ message: 'the key file belongs to another user' });
  });

  test('quotes a path for the shell', async () => {
    dir = join(base, "it's mine", 'keys');
    await open();
    chmodSync(join(dir, 'user.pem'), 0o644);
    expect((await refusal()).help).toBe(`chmod 600 '${join(dir, 'user.pem').replace("'", "'\\''")}'`);
  });

  test('what is no ed25519 key', async () => {
    const { privateKey } = generateKeyPairSync('x25519');
    const plain = generateKeyPairSync('ed25519').privateKey;
    const locked = plain.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' });
    const messages: string[] = [];
    for (const pem of [
      '',
      'ed25519 public key: 00',
      String(privateKey.export({ format: 'pem', type: 'pkcs8' })),
      String(locked),
      '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n',
    ]) {
      writeKey(pem);
      messages.push((await refusal()).message);
    }
    expect(messages).toEqual([
      'the key file is no private key',
      'the key file is no private key',
      'the key file is a key of type x25519, not ed25519',
      'the key file has a passphrase',
      'the key file is a key of OpenSSH',
    ]);
  });

  test('a folder in its place, and a file in place of its folder', async () => {
    mkdirSync(join(dir, 'user.pem'), { recursive: true, mode: 0o700 });
    expect(await refusal()).toMatchObject({ message: 'the key file is no file' });
    dir = join(base, 'file');
    writeFileSync(dir, '');
    expect(await refusal()).toMatchObject({ code: 'HS0606', message: 'the key file cannot be used: not a directory' });
  });
});

describe('signing', () => {
  test('with the key of the file', async () => {
    const key = await open();
    const opened = openSigner(key);
    if (!opened.ok) throw new Error(opened.diagnostic.message);
    const bytes = Buffer.from('hello');
    const signature = opened.signer.sign(bytes);
    expect(verifySignature(key.publicKey, bytes, signature)).toBe(true);
    const object = createPublicKey(createPrivateKey(readFileSync(key.path, 'utf8')));
    expect(verify(null, bytes, object, Buffer.from(signature, 'hex'))).toBe(true);
  });

  test('not with a file that says another key than it holds', async () => {
    const key = await open();
    const other = await open('agent');
    const text = readFileSync(key.path, 'utf8').replace(key.publicKey, other.publicKey);
    writeFileSync(key.path, text);
    const opened = openSigner(await open());
    expect(!opened.ok && opened.diagnostic.message).toBe('the key file holds another key than it says');
  });

  test('not with a file that is gone or open to others', async () => {
    const key = await open();
    chmodSync(key.path, 0o644);
    expect(openSigner(key)).toMatchObject({
      ok: false,
      diagnostic: { message: 'the key file is open to other users' },
    });
    rmSync(key.path);
    expect(openSigner(key)).toMatchObject({ ok: false, diagnostic: { message: 'the key file is gone' } });
  });
});
