// `hero fmt`: lays out scripts, and writes those back that were not laid out yet.

import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { directiveName } from '../../directives/directive.ts';
import { directives } from '../../directives/registry.ts';
import { replaceFile } from '../../ground/replace-file.ts';
import { attributeEntries } from '../../plan/attributes.ts';
import { maxScriptBytes } from '../../records/bounds.ts';
import { listScripts } from '../../script/folder.ts';
import { formatSource } from '../../script/format/format.ts';
import type { FormatOptions } from '../../script/format/options.ts';
import type { ScriptInput } from '../../script/load.ts';
import { cannotRead, decodeSource, type ReadSource, readSource, reasonOf } from '../../script/read.ts';

export interface FormatRequest {
  cwd: string;
  inputs: ScriptInput[];
  markdown?: 'all' | 'fenced';
  /** Write files back; otherwise only say what would change. */
  write: boolean;
  /** Old spellings of directives and quotes that older readers do not understand are written anew. */
  migrate: boolean;
}

export interface FormattedFile {
  name: string;
  before: string;
  after: string;
  /** Could be written back: it is a file. */
  isFile: boolean;
}

export interface FormatAnswer {
  files: FormattedFile[];
  /** What is wrong in scripts, whose actions were left as they are, and files that cannot be read or written. */
  diagnostics: Diagnostic[];
}

/** All files are told about, whatever happens to one of them. */
export async function formatScripts(request: FormatRequest): Promise<FormatAnswer> {
  const files: FormattedFile[] = [];
  const diagnostics: Diagnostic[] = [];
  const options: FormatOptions = {
    jobOrder: attributeEntries.map(({ name }) => name),
    ...(request.markdown === undefined ? {} : { markdown: request.markdown }),
    ...(request.migrate ? { rename: oldSpellings(), singleQuotes: true } : {}),
  };
  for await (const { read, path } of sourcesOf(request)) {
    if (!read.ok) {
      diagnostics.push(read.diagnostic);
      continue;
    }
    const { name, text: before } = read.source;
    const { text: after, kept, failed } = formatSource(read.source, options);
    diagnostics.push(...kept);
    if (failed) throw new Error(`${name} was left as it is: laid out, it would not say the same`);
    if (request.write && path !== undefined && after !== before) {
      try {
        await replaceFile(path, after);
      } catch (error) {
        diagnostics.push(cannotWrite(error, name));
        continue;
      }
    }
    files.push({ name, before, after, isFile: path !== undefined });
  }
  return { files, diagnostics };
}

async function* sourcesOf({ cwd, inputs }: FormatRequest): AsyncGenerator<{ read: ReadSource; path?: string }> {
  for (const input of inputs) {
    if (input.kind !== 'path') {
      const name = input.kind === 'stdin' ? '<stdin>' : input.name;
      yield { read: decodeSource(Buffer.from(input.text), name) };
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

function oldSpellings(): Map<string, string> {
  return new Map(
    directives.flatMap((directive) =>
      directive.aliases.filter(({ old }) => old).map(({ name }): [string, string] => [name, directiveName(directive)]),
    ),
  );
}

function emptyFolder(name: string): Diagnostic {
  const help = 'a script ends in .hero, .heroscript, .hs or .md';
  return { code: 'HS0602', severity: 'error', message: `${name} holds no scripts`, file: name, help };
}

function cannotWrite(error: unknown, name: string): Diagnostic {
  const help = 'check the rights of the file and its folder';
  return { code: 'HS0601', severity: 'error', message: `cannot write ${name}: ${reasonOf(error)}`, file: name, help };
}
