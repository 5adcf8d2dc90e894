// The params and args of one action from their concrete trees: keys and values resolved, and what is wrong with them said.

import { hasLineBreak, isBlank } from '../../grammar/lines.ts';
import { helpForWord, messages } from '../../grammar/messages.ts';
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

/** What words behind it on its line may be the rest of: most likely quotes are missing. */
interface Cut {
  /** Of the param; undefined where a word began it. */
  key: string | undefined;
  /** Of the last word. */
  end: number;
  /** That quotes are missing. */
  told: boolean;
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
  #cut: Cut | undefined;

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
    // Where a placeholder is cut in two, who fills it in knows better how far it goes.
    const isCut = name !== undefined && value.form === 'bare' && !value.text.includes('${');
    this.#cut = isCut ? { key: name.key, end, told: false } : undefined;
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
    const cut = this.#cutBefore(arg);
    if (arg.tokenType.name === 'Stray') {
      this.#tellStray(arg, cut);
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

  #cutBefore(word: Token): Cut | undefined {
    const cut = this.#cut;
    if (cut === undefined || hasLineBreak(this.#building.source.text, cut.end, word.startOffset)) this.#cut = undefined;
    else cut.end = endOf(word);
    return this.#cut;
  }

  /** Of several in a text that lacks its quotes, only the first is told. */
  #tellStray(word: Token, cut: Cut | undefined): void {
    const { image, startOffset: start } = word;
    const building = this.#building;
    const [character = image.charAt(0)] = /[^A-Za-z0-9_.,/~*+@-]/u.exec(image) ?? [];
    const near = helpForWord(image, character, image === '=' ? wordBefore(building.source.text, start) : '');
    if (near === undefined && cut?.told === true) return;
    const key = cut?.key;
    const help = near ?? (key === undefined ? 'put it in quotes' : `put all of the value of ${key} in quotes`);
    const at = start + image.indexOf(character);
    report(building, at, at + character.length, messages.illegalArg(character, help));
    if (near === undefined && cut !== undefined) cut.told = true;
    else if (/=['"]/.test(image)) this.#cut = { key: undefined, end: endOf(word), told: true };
  }
}

function reportQuotedKey(building: Building, start: number, end: number, key: string): void {
  report(building, start, end, messages.quotedKey(key), safeFix('remove the quotes', start, end, key));
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
