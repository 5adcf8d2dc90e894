// Colours a text with the TextMate grammar, with the engine that editors use.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';

const grammars = join(import.meta.dirname, '../../../grammar');

export interface Coloured {
  start: number;
  end: number;
  /** From the grammar's own scope to the innermost one. */
  scopes: string[];
}

export async function loadGrammar(scope = 'source.heroscript'): Promise<IGrammar> {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const files: Record<string, string> = {
    'source.heroscript': 'heroscript.tmLanguage.json',
    'markdown.heroscript.codeblock': 'heroscript-markdown.tmLanguage.json',
  };
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text: string) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (name) => {
      const file = files[name];
      if (file === undefined) return null;
      const path = join(grammars, file);
      return textmate.parseRawGrammar(readFileSync(path, 'utf8'), path);
    },
  });
  const grammar = await registry.loadGrammar(scope);
  if (grammar === null) throw new Error(`no grammar ${scope}`);
  return grammar;
}

/** All pieces of the text, in order, with offsets into it. */
export function colour(grammar: IGrammar, text: string): Coloured[] {
  const pieces: Coloured[] = [];
  let state = textmate.INITIAL;
  for (const match of text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g)) {
    const [whole, line = ''] = match;
    if (whole === '' && match.index === text.length && match.index > 0) break;
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    for (const { startIndex, endIndex, scopes } of tokens) {
      const end = Math.min(endIndex, line.length);
      if (end > startIndex) pieces.push({ start: match.index + startIndex, end: match.index + end, scopes });
    }
  }
  return pieces;
}

/** One line for each piece that has a scope of its own: the text, and its innermost scope without the language. */
export function show(text: string, pieces: readonly Coloured[]): string {
  return pieces
    .map(({ start, end, scopes }) => ({
      piece: text.slice(start, end),
      scope: (scopes.at(-1) ?? '').replace('.heroscript', ''),
    }))
    .filter(({ piece, scope }) => piece.trim() !== '' && scope !== 'source')
    .map(({ piece, scope }) => `${JSON.stringify(piece).padEnd(32)} ${scope}`)
    .join('\n');
}
