// Text to a script: always one, partial if need be, with all that is wrong with it.

import { messages } from '../../grammar/messages.ts';
import { parseText } from '../../grammar/parser.ts';
import type { Markdown } from '../../grammar/reading.ts';
import type { Source } from '../diagnostics/source.ts';
import { maxScriptActions, maxScriptBytes } from '../records/bounds.ts';
import type { Script } from './ast.ts';
import { buildScript } from './build.ts';

export interface ParseOptions {
  /** In a document (name ends in `.md`): actions on any line, or in fences of HeroScript alone. Default `all`. */
  markdown?: Markdown;
  maxBytes?: number;
  maxActions?: number;
}

/** Never throws; diagnostics in the order of the text. A text over the limit is not read at all. */
export function parseScript(source: Source, options: ParseOptions = {}): Script {
  const maxBytes = options.maxBytes ?? maxScriptBytes;
  if (source.text.length > maxBytes / 3) {
    const bytes = Buffer.byteLength(source.text);
    if (bytes > maxBytes) {
      const span = { source, start: 0, end: 0 };
      return { source, actions: [], diagnostics: [{ ...messages.longScript(bytes, maxBytes), span }] };
    }
  }
  const foreign = findForeign(source.text);
  if (foreign !== undefined) {
    const span = { source, start: foreign.at, end: foreign.at + 1 };
    return { source, actions: [], diagnostics: [{ ...messages.notText(foreign.what), span }] };
  }
  const markdown = /\.(?:md|markdown)$/i.test(source.name) ? (options.markdown ?? 'all') : undefined;
  const parsed = parseText(source.text, markdown);
  return buildScript(source, parsed, { markdown, maxActions: options.maxActions ?? maxScriptActions });
}

/** What no text has. */
function findForeign(text: string): { at: number; what: string } | undefined {
  const nul = text.indexOf('\0');
  if (nul !== -1) return { at: nul, what: 'a NUL byte' };
  if (text.isWellFormed()) return undefined;
  const half = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(text);
  return { at: half?.index ?? 0, what: 'half of a character' };
}
