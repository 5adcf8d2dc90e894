// `hero parse --tokens` and `--tree`: how the texts are put together, for people or as JSON.

import { type Diagnostic, diagnosticToJson } from '../../diagnostics/diagnostic.ts';
import { makeVisible } from '../../diagnostics/visible.ts';
import type { Look } from '../../print/style.ts';
import type { LoadedScript } from '../../script/ast.ts';
import { type EntryJson, readTokens, readTree, type TextTree, type TokenJson } from '../../script/tree.ts';
import type { Screens } from './view.ts';

export interface TreeWish {
  shape: 'tokens' | 'tree';
  markdown: 'all' | 'fenced' | undefined;
  json: boolean;
}

/** Of the texts that were named; includes are texts of their own. */
export function treeView(
  scripts: readonly LoadedScript[],
  diagnostics: readonly Diagnostic[],
  { shape, markdown, json }: TreeWish,
  { stdout }: Pick<Screens, 'stdout'>,
): void {
  const sources = scripts.map(({ script }) => script.source);
  if (json) {
    const files = sources.map((source) => ({
      file: source.name,
      ...(shape === 'tokens' ? readTokens(source, markdown) : readTree(source, markdown)),
    }));
    stdout.write(`${JSON.stringify({ files, diagnostics: diagnostics.map(diagnosticToJson) })}\n`);
    return;
  }
  for (const [i, source] of sources.entries()) {
    const lines =
      shape === 'tokens'
        ? readTokens(source, markdown).tokens.map((token) => tokenLine(token, 1, stdout.look))
        : treeLines(readTree(source, markdown), stdout.look);
    stdout.write(`${i === 0 ? '' : '\n'}${[stdout.look.style.strong(source.name), ...lines].join('\n')}\n`);
  }
}

function treeLines({ sections }: TextTree, look: Look): string[] {
  return sections.flatMap((section) => {
    if (section.kind === 'between') return [tokenLine(section.token, 1, look)];
    const entries = section.entries.flatMap((entry) => entryLines(entry, look));
    return [`  ${look.style.strong('action')}`, tokenLine(section.head, 2, look), ...entries];
  });
}

function entryLines(entry: EntryJson, look: Look): string[] {
  if (entry.kind === 'arg') return [tokenLine(entry.word, 2, look)];
  if (entry.kind === 'comment') return [tokenLine(entry.comment, 2, look)];
  const parts = [entry.key, ...entry.value].map((token) => tokenLine(token, 3, look));
  return [`    ${look.style.strong('param')}`, ...parts];
}

/** A text of several lines is shown in one. */
function tokenLine({ type, text, line, col }: TokenJson, depth: number, look: Look): string {
  const name = `${'  '.repeat(depth)}${type}`.padEnd(24);
  return `${name}${look.style.dim(`${line}:${col}`.padEnd(8))}${makeVisible(text, look.ascii)}`.trimEnd();
}
