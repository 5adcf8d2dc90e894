// A long script of real actions: those of the corpus where it is there, else those of the examples and the reference.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Source } from '../../src/diagnostics/source.ts';
import { scriptToJson } from '../../src/script/json.ts';
import { parseScript } from '../../src/script/parse.ts';

// The bundle stands in dist/bench.
const root = join(import.meta.dirname, '../..');
const corpus = join(root, '../shared/data/heroscript/corpus');

export interface Blocks {
  from: string;
  /** Texts of one action each, which read without a mistake. */
  blocks: string[];
}

export function realBlocks(): Blocks {
  const folder = existsSync(corpus) ? corpus : join(root, 'examples');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  if (folder !== corpus) files.push(join(root, 'grammar/README.md'));
  const blocks = files.filter((file) => statSync(file).isFile()).flatMap(blocksOf);
  return { from: folder === corpus ? 'the corpus' : 'the examples and the language reference', blocks };
}

function blocksOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const { actions } = parseScript(new Source(file, text));
  const texts = actions.map(({ span }) => text.slice(span.start, span.end));
  return texts.filter((block) => {
    const read = parseScript(new Source('block.hero', block));
    return read.actions.length === 1 && read.diagnostics.length === 0;
  });
}

/** The blocks over and over, an empty line between two, up to a length in characters or a number of actions. */
export function repeat(blocks: readonly string[], length: number, actions = Number.POSITIVE_INFINITY): string {
  const parts: string[] = [];
  for (let size = 0; size < length && parts.length < actions; ) {
    const block = `${blocks[parts.length % blocks.length]}\n\n`;
    parts.push(block);
    size += block.length;
  }
  return parts.join('');
}

/** The same content as JSON. */
export function asJson(text: string): string {
  return scriptToJson(parseScript(new Source('blocks.hero', text), noLimits).actions, []);
}

export const noLimits = { maxBytes: Number.POSITIVE_INFINITY, maxActions: Number.POSITIVE_INFINITY };
