// Files to texts: bytes that are UTF-8, of a size that can be a script, or a diagnostic that says what is wrong.

import { isUtf8 } from 'node:buffer';
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { messages } from '../../grammar/messages.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { Source } from '../diagnostics/source.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { reasonOf } from '../ground/reasons.ts';

export type ReadSource = { ok: true; source: Source } | { ok: false; diagnostic: Diagnostic };

/** `name` is what diagnostics print, `path` what is opened. Pipes and devices are read too, up to the limit. */
export async function readSource(path: string, name: string, maxBytes: number): Promise<ReadSource> {
  let bytes: Buffer;
  try {
    bytes = await readUpTo(path, maxBytes + 1);
  } catch (error) {
    return { ok: false, diagnostic: await cannotRead(error, path, name) };
  }
  if (bytes.length > maxBytes) {
    return { ok: false, diagnostic: { ...messages.longFile(maxBytes), file: name } };
  }
  return decodeSource(bytes, name);
}

/** A byte order mark is skipped. */
export function decodeSource(bytes: Uint8Array, name: string): ReadSource {
  const problem = findForeignBytes(bytes);
  if (problem !== undefined) return { ok: false, diagnostic: { ...messages.notText(problem), file: name } };
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return { ok: true, source: new Source(name, new TextDecoder().decode(bytes), isMarked) };
}

/** What is in it that no text has. */
function findForeignBytes(bytes: Uint8Array): string | undefined {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return 'the mark of UTF-16';
  const nul = bytes.indexOf(0);
  if (nul !== -1) return `a NUL byte in line ${lineOf(bytes, nul)}`;
  if (isUtf8(bytes)) return undefined;
  let start = 0;
  while (start < bytes.length) {
    const next = bytes.indexOf(0x0a, start);
    const end = next === -1 ? bytes.length : next;
    if (!isUtf8(bytes.subarray(start, end))) break;
    start = end + 1;
  }
  return `bytes that are not UTF-8 in line ${lineOf(bytes, start)}`;
}

function lineOf(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let i = bytes.indexOf(0x0a); i !== -1 && i < offset; i = bytes.indexOf(0x0a, i + 1)) line += 1;
  return line;
}

async function readUpTo(path: string, limit: number): Promise<Buffer> {
  await using file: FileHandle = await open(path, 'r');
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < limit) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(65_536, limit - length)));
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
  }
  return Buffer.concat(chunks, length);
}

/** HS0601; a path that is empty would be the working directory. */
export function emptyPath(): Diagnostic {
  const help = 'a variable of the shell may be empty; write . for this folder';
  return { code: 'HS0601', severity: 'error', message: 'a path is empty', help };
}

/** HS0601, with the names of files nearby that may be meant. */
export async function cannotRead(error: unknown, path: string, name: string): Promise<Diagnostic> {
  const reason = (await isLink(error, path)) ? 'its symbolic link leads to nothing' : reasonOf(error);
  const guess = reason === 'no such file' ? await similarName(path) : undefined;
  const help = guess ?? (reason === 'no such file' ? 'check the path' : 'check the file and its rights');
  return { code: 'HS0601', severity: 'error', message: `cannot read ${name}: ${reason}`, file: name, help };
}

/** HS0601, for a file that was read and cannot be replaced. */
export function cannotWrite(error: unknown, name: string): Diagnostic {
  const help = 'check the rights of the file and its folder';
  return { code: 'HS0601', severity: 'error', message: `cannot write ${name}: ${reasonOf(error)}`, file: name, help };
}

async function isLink(error: unknown, path: string): Promise<boolean> {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) return false;
  return (await lstat(path).catch(() => undefined))?.isSymbolicLink() ?? false;
}

async function similarName(path: string): Promise<string | undefined> {
  try {
    return didYouMean(basename(path), await readdir(dirname(path)));
  } catch {
    return undefined;
  }
}
