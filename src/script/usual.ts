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
import type { Source } from '../diagnostics/source.ts';
import { maxParams, maxValueBytes } from '../records/bounds.ts';
import type { ValueForm } from './ast.ts';
import { Interned } from './interned.ts';
import { isPlainKey, splitName, typeOf } from './names.ts';
import { ReadAction, ReadArg, ReadParam } from './nodes.ts';
import { commentText, quotedText } from './text.ts';

const colon = 0x3a;
const comma = 0x2c;
const backslash = 0x5c;
/** No text of so many characters is too long, whatever they are. */
const surelyShort = maxValueBytes / 3;
/** Most actions have none: one list for all of them, which nobody may change. */
const noArgs = Object.freeze<ReadArg[]>([]) as ReadArg[];

export class UsualActions {
  /** Of the action that was read: where its last token ends, and where the text goes on. */
  lastEnd = 0;
  end = 0;

  readonly #source: Source;
  readonly #r: Reading;
  readonly #text: string;
  readonly #names = new Interned(splitName);
  readonly #keys = new Interned((key) => (isPlainKey(key) ? key : undefined));
  #params: ReadParam[] = [];
  #args: ReadArg[] = [];
  /** Of the comments that belong to the next item. */
  #pending: string | undefined;
  /** What a comment on the same line belongs to. */
  #last: ReadParam | ReadArg | undefined;
  /** Of the value that was read last; it ends where the reading is. */
  #form: ValueForm = 'empty';
  #start = 0;
  #value: string | undefined;
  /** After the item that was read last. */
  #at = 0;
  #itemEnd = 0;

  constructor(source: Source, r: Reading) {
    this.#source = source;
    this.#r = r;
    this.#text = r.text;
  }

  /** The action whose head is there, or undefined when it has something unusual. Its comments are to be added. */
  read(start: number, headEnd: number): ReadAction | undefined {
    const text = this.#text;
    let nameStart = start;
    while (text.charCodeAt(nameStart) === 0x21) nameStart += 1;
    const type = typeOf(nameStart - start);
    if (type === undefined || nameStart === headEnd) return undefined;
    const name = this.#names.find(text, nameStart, headEnd, hashOf(text, nameStart, headEnd));
    if (name === undefined) return undefined;
    this.#params.length = 0;
    this.#args.length = 0;
    this.#pending = undefined;
    this.#last = undefined;
    this.#at = headEnd;
    this.#itemEnd = headEnd;
    if (!this.#readBody()) return undefined;
    const args = this.#args.length === 0 ? noArgs : this.#args.slice();
    return new ReadAction(type, name, this.#params.slice(), args, this.#source, start, headEnd, this.#itemEnd);
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
        this.#last = undefined;
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
    if (key === undefined) return false;
    if (!this.#readValue(i + 1) || this.#params.length === maxParams || this.#has(key)) return false;
    const param = new ReadParam(key, at, i, this.#form, this.#source, this.#start, this.#at, this.#value);
    this.#params.push(param);
    this.#done(param);
    return true;
  }

  #has(key: string): boolean {
    for (const param of this.#params) if (param.key === key) return true;
    return false;
  }

  #done(item: ReadParam | ReadArg): void {
    if (this.#pending !== undefined) item.comment = this.#pending;
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
      if (!follows) return this.#found('empty', from, from);
    }
    return isQuote(code) ? this.#readQuoted(at, code) : this.#readBare(at);
  }

  /** The value that was read; without a text it is what is written. */
  #found(form: ValueForm, start: number, end: number, text?: string): true {
    this.#form = form;
    this.#start = start;
    this.#value = text;
    this.#at = end;
    return true;
  }

  #readBare(at: number): boolean {
    const r = this.#r;
    const text = this.#text;
    let form: ValueForm = 'bare';
    let i = at;
    let code = text.charCodeAt(i);
    // Backticks and brackets have rules of their own.
    if (code === 0x60 || code === 0x5b || code === 0x7b || code === comma) return false;
    for (; i < r.limit; code = text.charCodeAt(i)) {
      if (isSpace(code)) break;
      if (code === comma) {
        if (isLooseComma(r, i)) return false;
        form = 'list';
      }
      i += 1;
    }
    return i - at <= surelyShort && this.#found(form, at, i);
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
    return i - at <= surelyShort && this.#isFree(i + 1) && this.#found('quoted', at, i + 1);
  }

  /** Quotes with escapes, of several lines, or three in a row. */
  #readLong(at: number): boolean {
    const quoted = scanQuoted(this.#r, at);
    if (quoted.open || quoted.end > quoted.close || !this.#isFree(quoted.close)) return false;
    const value = quotedText(this.#text, quoted);
    const form = quoted.shape === 'line' ? 'quoted' : quoted.shape;
    return value.length <= surelyShort && this.#found(form, at, quoted.close, value);
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
    if (i - at > surelyShort || this.#args.length === maxParams) return false;
    this.#addArg(text.slice(at, i), at, i);
    return true;
  }

  #addArg(word: string, start: number, end: number): void {
    const arg = new ReadArg(word, this.#source, start, end);
    this.#args.push(arg);
    this.#at = end;
    this.#done(arg);
  }

  /** A comment, a word that begins with a mark, a quoted word. */
  #readOther(at: number, code: number): boolean {
    const r = this.#r;
    if (code === 0x23 || isCommentMark(r, at)) {
      this.#at = lineEnd(r, at);
      this.#addComment(commentText(this.#text.slice(at, this.#at)));
      return true;
    }
    if (isQuote(code)) {
      if (this.#args.length === maxParams) return false;
      if (!this.#readQuoted(at, code)) return false;
      this.#addArg(this.#value ?? this.#text.slice(at + 1, this.#at - 1), at, this.#at);
      return true;
    }
    return code !== comma && code !== 0x2e && isArgPart(code) && this.#readArg(at, at);
  }

  #addComment(comment: string): void {
    const last = this.#last;
    if (last === undefined) this.#pending = this.#pending === undefined ? comment : `${this.#pending}\n${comment}`;
    else last.comment = last.comment === '' ? comment : `${last.comment}\n${comment}`;
  }
}

function hashOf(text: string, start: number, end: number): number {
  let hash = 0;
  for (let i = start; i < end; i += 1) hash = (hash * 31 + text.charCodeAt(i)) | 0;
  return hash;
}
