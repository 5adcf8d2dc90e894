// The params and args of one action from their concrete trees: keys and values resolved, and what is wrong with them said.

import { isBlank } from '../../grammar/lines.ts';
import { messages } from '../../grammar/messages.ts';
import type { EntryNode, Token } from '../../grammar/parser.ts';
import type { Quoted } from '../../grammar/quotes.ts';
import { maxParams, maxValueBytes } from '../records/bounds.ts';
import type { Draft } from './draft.ts';
import { isPlainKey, type Key, readKey } from './names.ts';
import { isArg, traitsOf } from './nodes.ts';
import { type Building, endOf, report, reportQuoted, safeFix } from './report.ts';
import { quotedText } from './text.ts';
import { type Item, readValue } from './value.ts';

export interface Added {
  /** Undefined when there is nothing to make an item of. */
  item: number | undefined;
  end: number;
  comments: string[];
}

/** Of one that is not kept: given twice, or one too many. */
const notKept = -1;

/** The params and args of one action. */
export class Items {
  readonly #building: Building;
  readonly #draft: Draft;
  /** With the places where they were given first. */
  readonly #keys = new Map<string, Key>();
  #args = 0;

  constructor(building: Building, draft: Draft) {
    this.#building = building;
    this.#draft = draft;
    draft.clear();
  }

  add({ children }: EntryNode): Added {
    const key = children.key?.[0];
    if (key !== undefined) return this.#addParam(key, children.value);
    const arg = children.word?.[0];
    return arg === undefined ? { item: undefined, end: 0, comments: [] } : this.#addArg(arg);
  }

  addComment(item: number, comment: string): void {
    if (item !== notKept) this.#draft.addComment(item, comment);
  }

  #addParam(key: Token, tokens: Token[] | undefined): Added {
    const building = this.#building;
    const { item: value, end, comments } = readValue(building, tokens, endOf(key));
    checkLength(building, value.text, value);
    const name = readKey(building, key);
    if (name === undefined) return { item: undefined, end, comments };
    return { item: this.#isKept(name) ? this.#keep(name, value) : notKept, end, comments };
  }

  #isKept(name: Key): boolean {
    const { key, start, end, guessed } = name;
    const first = this.#keys.get(key);
    if (first !== undefined) {
      // Two guesses may agree by chance.
      if (guessed) return false;
      const span = { source: this.#building.source, start: first.start, end: first.end };
      const related = [{ span, label: 'first given here' }];
      report(this.#building, start, end, messages.duplicateKey(key), { related });
      return false;
    }
    this.#keys.set(key, name);
    if (this.#keys.size === maxParams + 1) report(this.#building, start, end, messages.manyParams(maxParams));
    return this.#keys.size <= maxParams;
  }

  #keep({ key, start, end }: Key, value: Item): number {
    const { text } = this.#building.source;
    const traits = traitsOf(value.form, this.#draft.places.numberOfKey(key));
    const item = this.#draft.add(traits, start, end, value.start, value.end);
    const isWritten = value.form === 'bare' && value.text === text.slice(value.start, value.end);
    if (!isWritten) this.#draft.setText(item, value.text);
    return item;
  }

  #addArg(arg: Token): Added {
    const building = this.#building;
    const nothing = { item: undefined, end: endOf(arg), comments: [] };
    if (arg.tokenType.name === 'Stray') {
      reportStray(building, arg);
      return nothing;
    }
    const quoted = arg.tokenType.name === 'QuotedArg' ? (arg.payload as Quoted) : undefined;
    const text = quoted === undefined ? arg.image : quotedText(building.source.text, quoted);
    if (quoted !== undefined) {
      const isKey = building.source.text[quoted.close] === ':' && isPlainKey(text);
      if (isKey) reportQuotedKey(building, arg.startOffset, quoted.close, text);
      else reportQuoted(building, arg, quoted);
    }
    const [start, end] = [arg.startOffset, quoted?.close ?? endOf(arg)];
    checkLength(building, text, { start, end });
    this.#args += 1;
    if (this.#args === maxParams + 1) report(building, start, end, messages.manyArgs(maxParams));
    if (this.#args > maxParams) return { ...nothing, item: notKept };
    const item = this.#draft.add(traitsOf('bare') | isArg, start, start, start, end);
    if (quoted !== undefined) this.#draft.setText(item, text);
    return { ...nothing, item };
  }
}
function reportQuotedKey(building: Building, start: number, end: number, key: string): void {
  report(building, start, end, messages.quotedKey(key), safeFix('remove the quotes', start, end, key));
}

function reportStray(building: Building, word: Token): void {
  const match = /[^A-Za-z0-9_.,/~*+@-]/u.exec(word.image);
  const at = word.startOffset + (match?.index ?? 0);
  const character = match?.[0] ?? word.image.charAt(0);
  const before = word.image === '=' ? wordBefore(building.source.text, word.startOffset) : '';
  report(building, at, at + character.length, messages.illegalArg(word.image, character, before));
}

function wordBefore(text: string, at: number): string {
  let end = at;
  while (isBlank(text.charCodeAt(end - 1))) end -= 1;
  let start = end;
  while (/[A-Za-z0-9_.]/.test(text.charAt(start - 1))) start -= 1;
  return text.slice(start, end);
}

function checkLength(building: Building, text: string, { start, end }: { start: number; end: number }): void {
  if (text.length <= maxValueBytes / 3) return;
  const bytes = Buffer.byteLength(text);
  if (bytes > maxValueBytes) report(building, start, end, messages.longValue(bytes, maxValueBytes));
}
