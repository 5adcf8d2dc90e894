// The folder of secrets as a person changes it: set one, list them, take one away.

import { randomBytes } from 'node:crypto';
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { makeFolder } from '../ground/make-folder.ts';
import { isSecretName } from '../records/secret-text.ts';
import { maxSecretBytes, type SecretFolder } from './secret-files.ts';

export type Kept<T> = { ok: true; value: T } | { ok: false; diagnostic: Diagnostic };

/** One line break at the end of the value is left out, as it is when the secret is read. True: it was there before. */
export function setSecret({ path: folder }: SecretFolder, name: string, given: Buffer): Kept<boolean> {
  if (!isSecretName(name)) return badName(name);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(given).replace(/\r?\n$/, '');
  } catch {
    return refuse(`the value of ${name} is no text in UTF-8`, 'give it as base64');
  }
  if (text.includes('\0')) return refuse(`the value of ${name} is no text: it holds a NUL`, 'give it as base64');
  if (text === '') return refuse(`the value of ${name} is empty`, `hero secret rm ${name}  takes a secret away`);
  if (Buffer.byteLength(text) > maxSecretBytes) {
    return refuse(`the value of ${name} is longer than ${maxSecretBytes} bytes`, 'keep it in a file of its own');
  }
  return guard(folder, () => {
    makeFolder(folder, 0o700);
    const before = names(folder).includes(name);
    const draft = join(folder, `.${name}.${randomBytes(6).toString('hex')}.tmp`);
    try {
      writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true });
      renameSync(draft, join(folder, name));
    } finally {
      rmSync(draft, { force: true });
    }
    return { ok: true, value: before };
  });
}

/** Sorted. No folder holds no secrets. */
export function listSecrets({ path: folder }: SecretFolder): Kept<string[]> {
  return guard(folder, () => ({ ok: true, value: names(folder) }));
}

export function removeSecret({ path: folder }: SecretFolder, name: string): Kept<true> {
  if (!isSecretName(name)) return badName(name);
  return guard(folder, () => {
    const there = names(folder);
    if (!there.includes(name)) {
      const help = didYouMean(name, there) ?? 'hero secret ls  lists those there are';
      return refuse(`there is no secret ${name} in ${folder}`, help);
    }
    rmSync(join(folder, name));
    return { ok: true, value: true };
  });
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).filter(isSecretName).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function guard<T>(folder: string, act: () => Kept<T>): Kept<T> {
  try {
    return act();
  } catch (error) {
    const { errno } = error as NodeJS.ErrnoException;
    if (errno === undefined) throw error;
    return refuse(
      `secrets cannot be kept in ${folder}: ${getSystemErrorMessage(errno)}`,
      'name another with --secrets',
    );
  }
}

function badName(name: string): { ok: false; diagnostic: Diagnostic } {
  return refuse(
    `${JSON.stringify(name)} is no name of a secret`,
    'letters, digits, _ and -, such as TOKEN; ACTOR.TOKEN for one actor',
  );
}

function refuse(message: string, help: string): { ok: false; diagnostic: Diagnostic } {
  return { ok: false, diagnostic: { code: 'HS0609', severity: 'error', message, help } };
}
