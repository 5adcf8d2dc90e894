// Params and args in one line of text, as herolib reads them, character by character. What it does to values that its
// authors did not think of is here on purpose.

import { joinLines } from './join-lines.ts';
import { dedent, trim, without, withoutEnd } from './lines.ts';

export interface HerolibParams {
  /** In the order herolib keeps them: a key that is given again moves to the end. */
  params: Map<string, { value: string; comment: string }>;
  args: string[];
  comments: string[];
}

/** The character it rejects, and with it the whole file. */
export interface Rejected {
  rejected: string;
}

type State = 'between' | 'name' | 'waiting' | 'bare' | 'quoted' | 'ended' | 'comment';

const legal = /[A-Za-z0-9_,./]/;

export function readHerolibParams(text: string): HerolibParams | Rejected {
  const line = joinLines(dedent(text).replaceAll('"', "'"));
  const reader = new Reader();
  for (const character of line) {
    if (!reader.take(character)) return { rejected: character };
  }
  return reader.finish();
}

class Reader {
  readonly #read: HerolibParams = { params: new Map(), args: [], comments: [] };
  readonly #known = new Set<string>();
  #state: State = 'between';
  #previous = '';
  #key = '';
  /** The value up to its last comma, if it has one, and what follows; a long one is never looked through again. */
  #before: string | undefined;
  #item = '';
  #comment = '';
  #list = false;

  /** False when it may not stand here. */
  take(character: string): boolean {
    const legal = this.#step(character);
    this.#previous = character;
    return legal;
  }

  finish(): HerolibParams {
    const state = this.#state;
    if (state === 'bare' || state === 'quoted' || state === 'ended') {
      if (this.#list) this.#quoteLastItem();
      this.#addParam();
    } else if (state === 'name' && this.#key !== '') this.#addArg();
    return this.#read;
  }

  #step(character: string): boolean {
    if (this.#state === 'ended') {
      if (character === ' ') return true;
      if (character === ',') {
        this.#quoteLastItem();
        this.#nextItem();
        return true;
      }
      this.#addParam();
      this.#state = 'between';
    }
    switch (this.#state) {
      case 'between':
        if (character === ' ') return true;
        this.#state = 'name';
        return this.#stepName(character);
      case 'name':
        return this.#stepName(character);
      case 'waiting':
        if (character === "'") this.#state = 'quoted';
        else if (character !== ' ') {
          this.#state = 'bare';
          this.#stepBare(character);
        }
        return true;
      case 'bare':
        this.#stepBare(character);
        return true;
      case 'quoted':
        if (character === "'" && this.#previous !== '\\') this.#state = 'ended';
        else this.#append(character);
        return true;
      default:
        if (character === '/' && this.#previous === '-') this.#state = 'between';
        else this.#comment += character;
        return true;
    }
  }

  #stepName(character: string): boolean {
    if (this.#previous === '/' && character === '/') this.#state = 'comment';
    else if (character === ' ') {
      if (this.#key === '') return true;
      this.#state = 'between';
      this.#addArg();
    } else if (character === ':') this.#state = 'waiting';
    else if (legal.test(character)) this.#key += character;
    else return false;
    return true;
  }

  #stepBare(character: string): void {
    if (character === ',') this.#nextItem();
    else if (character === ' ') {
      this.#state = 'ended';
      this.#list = false;
    } else this.#append(character);
  }

  #append(character: string): void {
    if (character === ',') {
      this.#before = this.#written();
      this.#item = '';
    } else this.#item += character;
  }

  #written(): string {
    return this.#before === undefined ? this.#item : `${this.#before},${this.#item}`;
  }

  #nextItem(): void {
    this.#append(',');
    this.#list = true;
    this.#state = 'waiting';
  }

  /** An item with a blank; of a value without a comma the whole is taken for what comes before as well. */
  #quoteLastItem(): void {
    if (!this.#item.includes(' ')) return;
    this.#before ??= this.#item;
    this.#item = `"${this.#item}"`;
  }

  #addParam(): void {
    const key = trim(this.#key.toLowerCase()).replace(/^\/+/, '');
    this.#read.params.delete(key);
    this.#read.params.set(key, { value: normalise(this.#written()), comment: normaliseComment(this.#comment) });
    this.#reset();
  }

  #addArg(): void {
    const arg = without(this.#key, " '").replace(/^\/+/, '');
    const { args, comments } = this.#read;
    if (!this.#known.has(trim(normalise(arg).toLowerCase()))) {
      args.push(arg);
      this.#known.add(arg);
      if (this.#comment !== '') comments.push(normaliseComment(this.#comment));
    }
    this.#reset();
  }

  #reset(): void {
    this.#key = '';
    this.#before = undefined;
    this.#item = '';
    this.#comment = '';
  }
}

function normalise(text: string): string {
  return trim(
    text.replaceAll('\\\\n', '\n').replaceAll("\\'", "'").replaceAll('<<BR>>', '\n').replaceAll('<BR>', '\n'),
  );
}

function normaliseComment(text: string): string {
  return trim(withoutEnd(trim(normalise(text)), '-'));
}
