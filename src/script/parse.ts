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
  const nul = source.text.indexOf('\0');
  if (nul !== -1) {
    const span = { source, start: nul, end: nul + 1 };
    return { source, actions: [], diagnostics: [{ ...messages.notText('a NUL byte'), span }] };
  }
  const markdown = /\.(?:md|markdown)$/i.test(source.name) ? (options.markdown ?? 'all') : undefined;
  const parsed = parseText(source.text, markdown);
  return buildScript(source, parsed, { markdown, maxActions: options.maxActions ?? maxScriptActions });
}
