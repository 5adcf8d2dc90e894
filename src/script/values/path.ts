// Paths of files and folders that are there, or that are made.

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeFolder } from '../../ground/make-folder.ts';
import { type Parsed, quote, right } from './parsed.ts';

/** `~` at the start is the home folder; relative paths are taken from `base`. Absolute, without a slash at the end. */
export function resolvePath(text: string, base: string): string {
  const path = text.trim();
  return resolve(base, path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path);
}

/** Absolute; something must be there. */
export function parsePath(text: string, base: string): Parsed<string> {
  const path = resolvePath(text, base);
  if (text.trim() !== '' && !path.includes('\0') && existsSync(path)) return right(path);
  return { ok: false, message: `there is no file or folder ${quote(text)}`, help: `looked for it as ${path}` };
}

/** Absolute; a folder, made with those above it when it is not there. */
export function parsePathCreate(text: string, base: string): Parsed<string> {
  const path = resolvePath(text, base);
  try {
    if (text.trim() === '') throw new Error('empty');
    makeFolder(path);
    return right(path);
  } catch {
    return {
      ok: false,
      message: `cannot make the folder ${quote(text)}`,
      help: `check ${path} and the rights above it`,
    };
  }
}
