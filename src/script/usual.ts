// Actions as nearly all are written, straight from the text: a plain name, well-formed keys, values on one line or in
// quotes, words, comments. Anything else, and any mistake, is left to the grammar, which knows what it means.

import { bodyGoesOn, isLineBreak, isSpace, lineEnd, skipBlanks } from '../../grammar/lines.ts';
import { scanQuoted } from '../../grammar/quotes.ts';
import type { Reading } from '../../grammar/reading.ts';
import {
  isArgPart,
  isCommentMark,
  isKeyPart,
  isKeyStart,
  isLooseComma,
  isQuote,
  keyColon,
  valueFollows,
} from '../../grammar/words.ts';
import { maxParams, maxValueBytes } from '../records/bounds.ts';
import type { Draft } from './draft.ts';
import { Interned } from './interned.ts';
import { isPlainKey, splitHead } from './names.ts';
import { isArg, isToResolve, keyShift, type ReadAction, traitsOf } from './nodes.ts';
import { commentText, quotedText } from './text.ts';

const colon = 0x3a;
const comma = 0x2c;
const backslash = 0x5c;
const [empty, bare, quoted, list] = [traitsOf('empty'), traitsOf('bare'), traitsOf('quoted'), traitsOf('list')];
/** No text of so many characters is too long, whatever they are. */
const surelyShort = maxValueBytes / 3;

export class UsualActions {
  /** Of the action that was read: where its last token ends, and where the text goes on. */
  lastEnd = 0;
  end = 0;

  readonly #r: Reading;
  readonly #text: string;
  readonly #draft: Draft;
  readonly #heads = new Interned(splitHead);
  readonly #keys: Interned<number>;
  /** Numbers of the keys of the action at hand. */
  readonly #given: number[] = [];
  #args = 0;
  /** Of the comments that belong to the next item. */
  #pending: string | undefined;
  /** The item that a comment on the same line belongs to, -1 if there is none. */
  #last = -1;
  /** Of the value that was read last; it ends where the reading is. */
  #traits = empty;
  #start = 0;
  /** After the item that was read last. */
  #at = 0;
  #itemEnd = 0;

  constructor(draft: Draft, r: Reading) {
    this.#draft = draft;
    this.#keys = new Interned((key) => (isPlainKey(key) ? draft.places.numberOfKey(key) : -1));
    this.#r = r;
    this.#text = r.text;
  }

  /** The action whose head is there, or undefined when it has something unusual. Its comments are to be added. */
  read(start: number, headEnd: number): ReadAction | undefined {
    const head = this.#heads.find(this.#text, start, headEnd);
    if (head === undefined) return undefined;
    this.#draft.clear();
    this.#given.length = 0;
    this.#args = 0;
    this.#pending = undefined;
    this.#last = -1;
    this.#at = headEnd;
    this.#itemEnd = headEnd;
    return this.#readBody() ? this.#draft.finish(head, start, headEnd, this.#itemEnd) : undefined;
  }

  /** Up to where the text goes on; false when there is something unusual. */
  #readBody(): boolean {
    const r = this.#r;
    const text = this.#text;
    this.lastEnd = this.#at;
    for (;;) {
      const at = skipBlanks(r, this.#at);
      if (at >= r.limit) {
        this.end = at;
        return true;
      }
      const code = text.charCodeAt(at);
      if (isLineBreak(code)) {
        if (!bodyGoesOn(r, at)) {
          this.end = r.lineFirst >= r.limit ? r.lineFirst : r.lineStart;
          return true;
        }
        if (r.lineColumns === 1) return false;
        this.#at = r.lineFirst;
        this.#last = -1;
      } else {
        if (isKeyStart(code) ? !this.#readWord(at) : !this.#readOther(at, code)) return false;
        this.lastEnd = this.#at;
      }
    }
  }

  /** A param or an arg that begins like one. */
  #readWord(at: number): boolean {
    const text = this.#text;
    const { limit } = this.#r;
    let i = at;
    let hash = 0;
    let code = text.charCodeAt(i);
    while (i < limit && isKeyPart(code)) {
      hash = (hash * 31 + code) | 0;
      i += 1;
      code = text.charCodeAt(i);
    }
    if (i >= limit || code !== colon) return this.#readArg(at, i);
    if (isCommentMark(this.#r, i + 1)) return false;
    const key = this.#keys.find(text, at, i, hash);
    if (key === -1 || this.#given.length === maxParams || this.#given.includes(key)) return false;
    if (!this.#readValue(i + 1)) return false;
    this.#given.push(key);
    this.#add(this.#traits | (key << keyShift), at, i);
    return true;
  }

  /** Its value is the one that was read last. */
  #add(traits: number, keyStart: number, keyEnd: number): void {
    const item = this.#draft.add(traits, keyStart, keyEnd, this.#start, this.#at);
    if (this.#pending !== undefined) this.#draft.addComment(item, this.#pending);
    this.#pending = undefined;
    this.#last = item;
    this.#itemEnd = this.#at;
  }

  /** What is behind the colon of a key. */
  #readValue(from: number): boolean {
    const r = this.#r;
    const text = this.#text;
    const at = skipBlanks(r, from);
    const code = at < r.limit ? text.charCodeAt(at) : 0x0a;
    if (at > from || isLineBreak(code)) {
      const below = r.below;
      r.below = -1;
      const follows = valueFollows(r, from);
      const isBelow = r.below !== -1;
      r.below = below;
      if (isBelow) return false;
      if (!follows) return this.#found(empty, from, from);
    }
    return isQuote(code) ? this.#readQuoted(at, code) : this.#readBare(at);
  }

  #found(traits: number, start: number, end: number): true {
    this.#traits = traits;
    this.#start = start;
    this.#at = end;
    return true;
  }

  #readBare(at: number): boolean {
    const r = this.#r;
    const text = this.#text;
    let traits = bare;
    let i = at;
    let code = text.charCodeAt(i);
    // Backticks and brackets have rules of their own.
    if (code === 0x60 || code === 0x5b || code === 0x7b || code === comma) return false;
    for (; i < r.limit; code = text.charCodeAt(i)) {
      if (isSpace(code)) break;
      if (code === comma) {
        if (isLooseComma(r, i)) return false;
        traits = list;
      }
      i += 1;
    }
    return i - at <= surelyShort && this.#found(traits, at, i);
  }

  #readQuoted(at: number, quote: number): boolean {
    const text = this.#text;
    const { limit } = this.#r;
    let i = at + 1;
    let code = text.charCodeAt(i);
    while (i < limit && code !== quote && code !== backslash && !isLineBreak(code)) {
      i += 1;
      code = text.charCodeAt(i);
    }
    if (i >= limit) return false;
    const isTriple = i === at + 1 && i + 1 < limit && text.charCodeAt(i + 1) === quote;
    if (code !== quote || isTriple) return this.#readLong(at);
    return i - at <= surelyShort && this.#isFree(i + 1) && this.#found(quoted, at, i + 1);
  }

  /** Quotes with escapes, of several lines, or three in a row. */
  #readLong(at: number): boolean {
    const found = scanQuoted(this.#r, at);
    if (found.open || found.end > found.close || !this.#isFree(found.close)) return false;
    // A tab can become the three blanks that are left of it.
    const isShort = (found.to - found.from) * 3 <= surelyShort;
    if (!isShort && quotedText(this.#text, found).length > surelyShort) return false;
    return this.#found(traitsOf(found.shape === 'line' ? 'quoted' : found.shape) | isToResolve, at, found.close);
  }

  /** White space or the next key follows a closing quote. */
  #isFree(close: number): boolean {
    const r = this.#r;
    return close >= r.limit || isSpace(this.#text.charCodeAt(close)) || keyColon(r, close) !== -1;
  }

  /** `to` is where characters of a key end. */
  #readArg(at: number, to: number): boolean {
    const r = this.#r;
    const text = this.#text;
    let i = to;
    while (i < r.limit && isArgPart(text.charCodeAt(i))) i += 1;
    if (i < r.limit && !isSpace(text.charCodeAt(i))) return false;
    // A blank before a colon.
    if (text.charCodeAt(skipBlanks(r, i)) === colon) return false;
    return i - at <= surelyShort && this.#found(bare, at, i) && this.#addArg();
  }

  #addArg(): boolean {
    if (this.#args === maxParams) return false;
    this.#args += 1;
    this.#add(this.#traits | isArg, this.#start, this.#start);
    return true;
  }

  /** A comment, a word that begins with a mark, a quoted word. */
  #readOther(at: number, code: number): boolean {
    const r = this.#r;
    if (code === 0x23 || isCommentMark(r, at)) {
      this.#at = lineEnd(r, at);
      this.#addComment(commentText(this.#text.slice(at, this.#at)));
      return true;
    }
    if (isQuote(code)) return this.#readQuoted(at, code) && this.#addArg();
    return code !== comma && code !== 0x2e && isArgPart(code) && this.#readArg(at, at);
  }

  #addComment(comment: string): void {
    if (this.#last !== -1) this.#draft.addComment(this.#last, comment);
    else this.#pending = this.#pending === undefined ? comment : `${this.#pending}\n${comment}`;
  }
}
