// Key files: a private ed25519 key as PKCS#8 PEM, readable by its owner alone, with the public half beside it.

import { createPrivateKey, createPublicKey } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { normaliseKey } from '../records/keys.ts';

export interface KeyFile {
  /** 64 lower-case hex digits. */
  publicKey: string;
  path: string;
  created: boolean;
}

export type OpenedKey = { ok: true; key: KeyFile } | { ok: false; diagnostic: Diagnostic };

/** Opens the key `name` in the folder, or makes it. Of two processes that make it at once both get the same key. */
export async function openOrCreateKey(dir: string, name: string): Promise<OpenedKey> {
  const path = join(dir, `${name}.pem`);
  try {
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) return openKey(path, false);
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const { generateKey } = await import('./generate.ts');
    const { pem, publicKey } = await generateKey();
    const created = writeOnce(path, pem, 0o600);
    if (created) writeOnce(publicPath(path), `${publicKey}\n`, 0o644);
    return openKey(path, created);
  } catch (error) {
    return refuse(
      path,
      `cannot make the key ${path}: ${(error as Error).message}`,
      'name a folder with XDG_CONFIG_HOME',
    );
  }
}

function openKey(path: string, created: boolean): OpenedKey {
  const { mode, uid } = statSync(path);
  if ((mode & 0o077) !== 0) return refuse(path, `the key ${path} can be read by others`, `chmod 600 ${path}`);
  const me = process.geteuid?.();
  if (me !== undefined && uid !== me) {
    return refuse(path, `the key ${path} belongs to another user`, 'use a key of your own');
  }
  const publicKey = readPublicHalf(path) ?? derivePublicKey(path);
  if (publicKey === undefined) {
    return refuse(path, `${path} is not an ed25519 key`, 'move it away; a new one is made then');
  }
  return { ok: true, key: { publicKey, path, created } };
}

/** The file beside the key, if it is not older than the key: reading it needs no cryptography at every start. */
function readPublicHalf(path: string): string | undefined {
  const stat = statSync(publicPath(path), { throwIfNoEntry: false });
  if (stat === undefined || stat.mtimeMs < statSync(path).mtimeMs || stat.uid !== statSync(path).uid) return undefined;
  return normaliseKey(readFileSync(publicPath(path), 'utf8').trim());
}

function derivePublicKey(path: string): string | undefined {
  try {
    const key = createPrivateKey(readFileSync(path));
    if (key.asymmetricKeyType !== 'ed25519') return undefined;
    const { x } = createPublicKey(key).export({ format: 'jwk' });
    return x === undefined ? undefined : Buffer.from(x, 'base64url').toString('hex');
  } catch {
    return undefined;
  }
}

function publicPath(path: string): string {
  return path.replace(/\.pem$/, '.pub');
}

/** Whole or not at all, and never over a file that is there. True: written by this call. */
function writeOnce(path: string, text: string, mode: number): boolean {
  const draft = `${path}.${process.pid}.tmp`;
  rmSync(draft, { force: true });
  const file = openSync(draft, 'wx', mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

function refuse(path: string, message: string, help: string): OpenedKey {
  return { ok: false, diagnostic: { code: 'HS0606', severity: 'error', message, file: path, help } };
}
