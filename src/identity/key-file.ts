// Key files: a private ed25519 key that its owner alone can read, with the public half beside it for everybody.

import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { makeFolder } from '../ground/make-folder.ts';
import { shellWord } from '../ground/quoting.ts';
import { findStatedKey, readPem } from './pem.ts';

export interface KeyFile {
  /** 64 lower-case hex digits. */
  publicKey: string;
  path: string;
  /** This call made it. */
  created: boolean;
}

export type OpenedKey = { ok: true; key: KeyFile } | { ok: false; diagnostic: Diagnostic };

/**
 * Opens the key `name` in the folder, or makes both. Of several processes that make it at once all get the same key.
 * A file others could read or write, or of another owner, is refused with HS0606.
 */
export async function openOrCreateKey(dir: string, name: string): Promise<OpenedKey> {
  const path = join(dir, `${name}.pem`);
  try {
    const opened = openKey(path, false);
    if (opened !== undefined) return opened;
  } catch (error) {
    return unusable(path, error);
  }
  const { generateKey } = await import('./generate.ts');
  const { pem } = await generateKey();
  try {
    makeFolder(dir, 0o700);
    const created = writeNew(path, pem);
    return openKey(path, created) ?? refuse(path, 'the key file is gone again', 'start once more');
  } catch (error) {
    return unusable(path, error);
  }
}

function unusable(path: string, error: unknown): OpenedKey {
  return refuse(path, `the key file cannot be used: ${inWords(error)}`, `look at the folder ${dirname(path)}`);
}

/** Content of the file after all checks of who may touch it; undefined if there is no such file. */
export function readKeyFile(
  path: string,
): { ok: true; pem: string } | { ok: false; diagnostic: Diagnostic } | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return refuse(path, 'the key file is no file', 'move it away and a new one is made');
    const { mode, uid } = stat;
    const me = process.geteuid?.();
    // Without user ids there are no such modes either.
    if (me === undefined) return { ok: true, pem: readFileSync(file, 'utf8') };
    if (uid !== me)
      return refuse(path, 'the key file belongs to another user', `as root: chown ${me} ${shellWord(path)}`);
    if ((mode & 0o077) !== 0) {
      return refuse(path, 'the key file is open to other users', `chmod 600 ${shellWord(path)}`);
    }
    const dir = dirname(path);
    if ((statSync(dir).mode & 0o022) !== 0) {
      return refuse(path, 'other users can write to the folder of the key file', `chmod 700 ${shellWord(dir)}`);
    }
    return { ok: true, pem: readFileSync(file, 'utf8') };
  } finally {
    closeSync(file);
  }
}

function openKey(path: string, created: boolean): OpenedKey | undefined {
  const file = readKeyFile(path);
  if (file === undefined || !file.ok) return file;
  let publicKey = findStatedKey(file.pem);
  if (publicKey === undefined) {
    const read = readPem(file.pem);
    if (!read.ok) return refuse(path, `the key file ${read.problem}`, read.help);
    publicKey = read.publicKey;
  }
  keepPublicHalf(path, publicKey);
  return { ok: true, key: { publicKey, path, created } };
}

/** `NAME.pub` is for other programs; where it cannot be written, nothing here is worse off. */
function keepPublicHalf(path: string, publicKey: string): void {
  const beside = `${path.replace(/\.pem$/, '')}.pub`;
  const text = `${publicKey}\n`;
  try {
    if (statSync(beside, { throwIfNoEntry: false }) !== undefined && readFileSync(beside, 'utf8') === text) return;
    const draft = writeDraft(beside, text, 0o644);
    renameSync(draft, beside);
  } catch {
    // Not needed for anything below.
  }
}

/** Whole or not at all, and never over a file that is there. True: written by this call. */
function writeNew(path: string, text: string): boolean {
  const draft = writeDraft(path, text, 0o600);
  try {
    linkSync(draft, path);
    syncFolder(dirname(path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeDraft(path: string, text: string, mode: number): string {
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = openSync(draft, 'wx', mode);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return draft;
}

function syncFolder(dir: string): void {
  const folder = openSync(dir, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function inWords(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException;
  return errno === undefined ? message : getSystemErrorMessage(errno);
}

function refuse(path: string, message: string, help: string): { ok: false; diagnostic: Diagnostic } {
  return { ok: false, diagnostic: { code: 'HS0606', severity: 'error', message, file: path, help } };
}
