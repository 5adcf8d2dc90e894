// Through a text from its start to its end: what stands between actions, and each action at the cheapest price. The
// grammar is asked only where it has to be, so that a script without surprises does not need it to be there.

import { lineEnd } from '../../grammar/lines.ts';
import { messages } from '../../grammar/messages.ts';
import { commentEnd, hashCommentEnd, headEnd, htmlCommentEnd, preambleEnd, spaceEnd } from '../../grammar/outside.ts';
import { endReading, type Markdown, type Reading, startReading } from '../../grammar/reading.ts';
import type { Source } from '../diagnostics/source.ts';
import { maxScriptActions, maxScriptBytes } from '../records/bounds.ts';
import type { Script } from './ast.ts';
import { ScriptBuilder } from './builder.ts';
import type { ParseOptions } from './options.ts';
import { UsualActions } from './usual.ts';

/** How much of a text is read. */
export interface Reach {
  markdown: Markdown | undefined;
  maxActions: number;
}

/** What reads everything. */
export interface Grammar {
  readAll: (source: Source, reach: Reach) => Script;
  /** The action at an offset of the text that is being read; where the text goes on behind it. */
  readAction: (builder: ScriptBuilder, at: number) => number;
}

/** Without a grammar, undefined when the text needs one. */
export function scanScript(source: Source, options: ParseOptions, grammar: Grammar): Script;
export function scanScript(source: Source, options: ParseOptions): Script | undefined;
export function scanScript(source: Source, options: ParseOptions, grammar?: Grammar): Script | undefined {
  return readScript(source, options, (reach) => {
    if (reach.markdown !== undefined) return grammar?.readAll(source, reach);
    const r = startReading(source.text, undefined);
    try {
      return scan(r, new ScriptBuilder(source, undefined, reach.maxActions), grammar);
    } finally {
      endReading();
    }
  });
}

/** Asks for what is in the text if it is one that may be read. */
export function readScript<T>(source: Source, options: ParseOptions, read: (reach: Reach) => T): T | Script {
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
  return read({ markdown: markdownOf(source, options.markdown), maxActions: options.maxActions ?? maxScriptActions });
}

/** By the name of the text; undefined when it is a script. */
export function markdownOf(source: Source, mode: Markdown = 'all'): Markdown | undefined {
  return /\.(?:md|markdown)$/i.test(source.name) ? mode : undefined;
}

function scan(r: Reading, builder: ScriptBuilder, grammar: Grammar | undefined): Script | undefined {
  const { between, actions } = builder;
  const usual = new UsualActions(builder.draft, r);
  let i = preambleEnd(r);
  if (i > 0) between.add('Preamble', 0, i);
  for (i = spaceEnd(r, i); i < r.limit; i = spaceEnd(r, i)) {
    const head = r.text.charCodeAt(i) === 0x21 ? headEnd(r, i) : -1;
    if (head === -1) {
      const [name, end] = outside(r, i);
      between.add(name, i, end);
      i = end;
      continue;
    }
    if (builder.isFull(i, head)) break;
    const action = usual.read(i, head);
    if (action === undefined) {
      if (grammar === undefined) return undefined;
      i = grammar.readAction(builder, i);
      continue;
    }
    action.comments = between.takeComments();
    actions.push(action);
    between.afterAction(i, head, usual.lastEnd);
    i = usual.end;
  }
  return builder.finish();
}

function outside(r: Reading, at: number): [name: string, end: number] {
  let end = commentEnd(r, at);
  if (end !== -1) return ['LineComment', end];
  end = hashCommentEnd(r, at);
  if (end !== -1) return ['HashLine', end];
  end = htmlCommentEnd(r, at);
  return end === -1 ? ['Prose', lineEnd(r, at)] : ['HtmlComment', end];
}

/** What no text has. */
function findForeign(text: string): { at: number; what: string } | undefined {
  const nul = text.indexOf('\0');
  if (nul !== -1) return { at: nul, what: 'a NUL byte' };
  if (text.isWellFormed()) return undefined;
  const half = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(text);
  return { at: half?.index ?? 0, what: 'half of a character' };
}
