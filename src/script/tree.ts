// The concrete tree of a text as data: every token with the white space before it, so that the text can be put together
// again, and grouped into actions with their params, arguments and comments.

import { type ActionNode, isAction, parseText, type Token } from '../../grammar/parser.ts';
import type { Markdown } from '../../grammar/reading.ts';
import type { Source } from '../diagnostics/source.ts';
import { markdownOf } from './scan.ts';

export interface TokenJson {
  type: string;
  text: string;
  /** White space between the token before and this one. */
  before: string;
  /** UTF-16 index into the text. */
  start: number;
  line: number;
  col: number;
}

export type EntryJson =
  /** `value` has the parts of a list, the commas and comments between them; none for a param without a value. */
  | { kind: 'param'; key: TokenJson; value: TokenJson[] }
  | { kind: 'arg'; word: TokenJson }
  | { kind: 'comment'; comment: TokenJson };

export interface ActionTree {
  kind: 'action';
  head: TokenJson;
  entries: EntryJson[];
}

/** What stands between actions is a token: a comment, prose, the first line. */
export interface TextTree {
  sections: (ActionTree | { kind: 'between'; token: TokenJson })[];
  /** White space behind the last token. */
  after: string;
}

export interface TextTokens {
  tokens: TokenJson[];
  after: string;
}

export function readTokens(source: Source, mode?: Markdown): TextTokens {
  const { tokens } = parseText(source.text, markdownOf(source, mode));
  const writing = new Writing(source);
  return { tokens: tokens.map((token) => writing.write(token)), after: writing.rest() };
}

export function readTree(source: Source, mode?: Markdown): TextTree {
  const { sections } = parseText(source.text, markdownOf(source, mode));
  const writing = new Writing(source);
  const trees: TextTree['sections'] = [];
  for (const section of sections) {
    if (isAction(section)) trees.push(actionTree(section, writing));
    else trees.push({ kind: 'between', token: writing.write(section) });
  }
  return { sections: trees, after: writing.rest() };
}

function actionTree({ children }: ActionNode, writing: Writing): ActionTree {
  const [head] = children.head;
  if (head === undefined) throw new Error('an action without a head');
  const written = writing.write(head);
  return { kind: 'action', head: written, entries: (children.entry ?? []).map((entry) => entryJson(entry, writing)) };
}

function entryJson({ children }: NonNullable<ActionNode['children']['entry']>[number], writing: Writing): EntryJson {
  const { key, value = [], word, comment } = children;
  if (key?.[0] !== undefined) {
    return { kind: 'param', key: writing.write(key[0]), value: value.map((part) => writing.write(part)) };
  }
  if (word?.[0] !== undefined) return { kind: 'arg', word: writing.write(word[0]) };
  if (comment?.[0] !== undefined) return { kind: 'comment', comment: writing.write(comment[0]) };
  throw new Error('an entry without a token');
}

/** Tokens are written in the order of the text. */
class Writing {
  readonly #source: Source;
  #end = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  write({ tokenType, image, startOffset }: Token): TokenJson {
    const before = this.#source.text.slice(this.#end, startOffset);
    this.#end = startOffset + image.length;
    return { type: tokenType.name, text: image, before, start: startOffset, ...this.#source.positionAt(startOffset) };
  }

  rest(): string {
    return this.#source.text.slice(this.#end);
  }
}
