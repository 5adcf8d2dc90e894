// Inputs to texts, one by one and without their includes: for what shows scripts or writes them anew.

import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { maxScriptBytes } from '../records/bounds.ts';
import { listScripts } from './folder.ts';
import type { ScriptInput } from './load.ts';
import { cannotRead, decodeSource, emptyPath, type ReadSource, readSource } from './read.ts';

export interface InputText {
  read: ReadSource;
  /** Absolute; undefined when it comes from no file. */
  path?: string;
}

/** Never throws for what a user did; a folder gives one for each of its scripts. */
export async function* readTexts(inputs: readonly ScriptInput[], cwd: string): AsyncGenerator<InputText> {
  for (const input of inputs) {
    if (input.kind !== 'path') {
      const name = input.kind === 'stdin' ? '<stdin>' : input.name;
      yield { read: decodeSource(Buffer.from(input.text), name) };
      continue;
    }
    if (input.path === '') {
      yield { read: { ok: false, diagnostic: emptyPath() } };
      continue;
    }
    const path = resolve(cwd, input.path);
    try {
      const names = (await stat(path)).isDirectory() ? await listScripts(path) : undefined;
      if (names?.length === 0) yield { read: { ok: false, diagnostic: emptyFolder(input.path) } };
      for (const name of names ?? ['']) {
        const file = join(path, name);
        yield { read: await readSource(file, join(input.path, name), maxScriptBytes), path: file };
      }
    } catch (error) {
      yield { read: { ok: false, diagnostic: await cannotRead(error, path, input.path) } };
    }
  }
}

function emptyFolder(name: string): Diagnostic {
  const help = 'a script ends in .hero, .heroscript, .hs or .md';
  return { code: 'HS0602', severity: 'error', message: `${name} holds no scripts`, file: name, help };
}
