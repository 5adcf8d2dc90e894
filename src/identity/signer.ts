// Signing with a key file. The private key stays in here.

import { sign } from 'node:crypto';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type KeyFile, readKeyFile } from './key-file.ts';
import { readPem } from './pem.ts';

export interface Signer {
  /** 64 lower-case hex digits. */
  publicKey: string;
  /** 128 lower-case hex digits. */
  sign(bytes: Uint8Array): string;
}

/** Reads the private key; HS0606 if the file is not what it was when it was opened. */
export function openSigner({
  path,
  publicKey,
}: Pick<KeyFile, 'path' | 'publicKey'>): { ok: true; signer: Signer } | { ok: false; diagnostic: Diagnostic } {
  const file = readKeyFile(path);
  if (file === undefined) return refuse(path, 'the key file is gone', 'start once more');
  if (!file.ok) return file;
  const read = readPem(file.pem);
  if (!read.ok) return refuse(path, `the key file ${read.problem}`, read.help);
  if (read.publicKey !== publicKey) {
    return refuse(path, 'the key file holds another key than it says', 'move it away or restore it from a backup');
  }
  const { key } = read;
  return { ok: true, signer: { publicKey, sign: (bytes) => sign(null, bytes, key).toString('hex') } };
}

function refuse(path: string, message: string, help: string): { ok: false; diagnostic: Diagnostic } {
  return { ok: false, diagnostic: { code: 'HS0606', severity: 'error', message, file: path, help } };
}
