// `hero fmt`: lays out scripts, and writes those back that were not laid out yet.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { directiveName } from '../../directives/directive.ts';
import { directives } from '../../directives/registry.ts';
import { replaceFile } from '../../ground/replace-file.ts';
import { attributeEntries } from '../../plan/attributes.ts';
import { formatSource } from '../../script/format/format.ts';
import type { FormatOptions } from '../../script/format/options.ts';
import type { ScriptInput } from '../../script/load.ts';
import { cannotWrite } from '../../script/read.ts';
import { markdownOf } from '../../script/scan.ts';
import { readTexts } from '../../script/sources.ts';

export interface FormatRequest {
  cwd: string;
  inputs: ScriptInput[];
  markdown?: 'all' | 'fenced';
  /** Write files back; otherwise only say what would change. */
  write: boolean;
  /** Old spellings of directives and quotes that older readers do not understand are written anew. */
  migrate: boolean;
  /** Short forms of params in definitions become blocks of their own. */
  expand: boolean;
  /** Files of nothing but definitions are put in order. */
  sort: boolean;
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
  /** Names of texts that were left as they are for a fault of the formatter. */
  refused: string[];
}

/** All files are told about, whatever happens to one of them. */
export async function formatScripts(request: FormatRequest): Promise<FormatAnswer> {
  const files: FormattedFile[] = [];
  const diagnostics: Diagnostic[] = [];
  const refused: string[] = [];
  const options: FormatOptions = {
    jobOrder: attributeEntries.map(({ name }) => name),
    ...(request.markdown === undefined ? {} : { markdown: request.markdown }),
    expand: request.expand,
    sort: request.sort,
    ...(request.migrate ? { ...oldSpellings(), singleQuotes: true } : {}),
  };
  for await (const { read, path } of readTexts(request.inputs, request.cwd)) {
    if (!read.ok) {
      diagnostics.push(read.diagnostic);
      continue;
    }
    const { name } = read.source;
    const mark = read.source.isMarked ? '\ufeff' : '';
    const before = mark + read.source.text;
    const { text, kept, failed } = formatSource(read.source, options);
    // What is no action in a document stays.
    const after = failed || markdownOf(read.source) !== undefined ? mark + text : text;
    diagnostics.push(...kept);
    if (failed) refused.push(name);
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
  return { files, diagnostics, refused };
}

function oldSpellings(): Required<Pick<FormatOptions, 'rename' | 'dropped'>> {
  const rename = new Map<string, string>();
  const dropped = new Map<string, readonly string[]>();
  for (const directive of directives) {
    for (const { name, old, ignored = [] } of directive.aliases) {
      if (!old) continue;
      rename.set(name, directiveName(directive));
      dropped.set(name, ignored);
    }
  }
  return { rename, dropped };
}
