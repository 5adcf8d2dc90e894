// Secrets as files, one in each: in folders that systemd, Docker or Kubernetes make, or in one of our own that no other
// user can read. They are read anew for each use, so a secret that was changed holds at once.

import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import { isSecretName } from '../records/secret-text.ts';

export interface SecretFolder {
  path: string;
  /** Our own: nobody else may even read there. Others are as their maker wants them, but nobody else may write there. */
  own: boolean;
}

/** `missing`: no folder has it. Otherwise a file is there and cannot be used. */
export type FoundSecret = { ok: true; value: string } | { ok: false; missing: boolean; message: string; help: string };

/** Longest secret, bytes. */
export const maxSecretBytes = 64 * 1024;

/** In the first folder that has it. The value is the text of the file without one line break at its end. */
export function findSecret(folders: readonly SecretFolder[], name: string): FoundSecret {
  if (!isSecretName(name)) {
    return refuse(`${JSON.stringify(name)} is no name of a secret`, 'such as TOKEN, or vm_manager.TOKEN for one actor');
  }
  for (const folder of folders) {
    const found = readSecret(folder, name);
    if (found !== undefined) return found;
  }
  const where = folders.map(({ path }) => path).join(' or ');
  return {
    ok: false,
    missing: true,
    message: `there is no secret ${name} in ${where}`,
    help: `hero secret set ${name}  puts it there`,
  };
}

/** Undefined if there is no such file. */
function readSecret({ path: folder, own }: SecretFolder, name: string): FoundSecret | undefined {
  const path = join(folder, name);
  let file: number | undefined;
  try {
    // A pipe would otherwise wait for somebody who writes.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(file);
    if (!stat.isFile()) return refuse(`the secret ${path} is no file`, 'move it away');
    const problem = findOpenness(path, stat, own) ?? findOpenness(folder, statSync(folder), own);
    if (problem !== undefined) return problem;
    if (stat.size > maxSecretBytes)
      return refuse(`the secret ${path} is longer than ${maxSecretBytes} bytes`, 'shorten it');
    return decode(path, readFileSync(file));
  } catch (error) {
    const { code, errno, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const reason = errno === undefined ? message : getSystemErrorMessage(errno);
    return refuse(`the secret ${path} cannot be read: ${reason}`, `look at the folder ${folder}`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Why others could know it, or have put it there. */
function findOpenness(path: string, { mode, uid }: Stats, own: boolean): FoundSecret | undefined {
  const me = process.geteuid?.();
  // Without user ids there are no such modes either.
  if (me === undefined) return undefined;
  if (uid !== me && (own || uid !== 0))
    return refuse(`${path} belongs to another user`, `as root: chown ${me} ${path}`);
  if ((mode & (own ? 0o077 : 0o022)) === 0) return undefined;
  const what = own ? `${path} is open to other users` : `other users can write to ${path}`;
  return refuse(what, `chmod go-${own ? 'rwx' : 'w'} ${path}`);
}

function decode(path: string, bytes: Buffer): FoundSecret {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse(`the secret ${path} is no text in UTF-8`, 'write it as base64');
  }
  const value = text.replace(/\r?\n$/, '');
  if (value === '') return refuse(`the secret ${path} is empty`, 'set it anew');
  if (value.includes('\0')) return refuse(`the secret ${path} is no text: it holds a NUL`, 'write it as base64');
  return { ok: true, value };
}

function refuse(message: string, help: string): FoundSecret {
  return { ok: false, missing: false, message, help };
}
