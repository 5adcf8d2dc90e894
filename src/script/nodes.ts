// Actions as they are kept: a place among numbers, from which params, args and spans are made when somebody asks.
// A copy with another text is made by `withText` and `withItems`; spreading one of these would lose its places.

import { firstLineEnd } from '../../grammar/lines.ts';
import type { Source, Span } from '../diagnostics/source.ts';
import type { Action, ActionType, Arg, Param, Value, ValueForm } from './ast.ts';
import type { ActionHead } from './names.ts';
import { offsetOf, type Places } from './places.ts';
import { quotedBetween, quotedText } from './text.ts';

/** Of an action: its start, the end of its name, its end, how many params and args it has; behind them those. */
export const numbersOfAction = 5;
/** Of an item: start and end of its key, start and end of its value, and its traits. */
export const numbersOfItem = 5;

/** The traits of an item: the number of its form, of its key, and these. */
export const isArg = 8;
export const isToResolve = 16;
export const keyShift = 5;
const forms = ['empty', 'bare', 'quoted', 'folded', 'block', 'list', 'bracket'] as const satisfies ValueForm[];
const quotedForm = forms.indexOf('quoted');
const formNumbers = new Map<ValueForm, number>(forms.map((form, number) => [form, number]));

export function traitsOf(form: ValueForm, key = 0): number {
  return (key << keyShift) | (formNumbers.get(form) ?? 0);
}

/** What few items have, so that the others need no room for it: a comment, a text that is more than what is written. */
export class Extra {
  readonly item: number;
  comment = '';
  text: string | undefined;
  /** That of a later item. */
  next: Extra | undefined;

  constructor(item: number) {
    this.item = item;
  }
}

/** Most actions have none: one list for all of them, which nobody may change. */
const noArgs = Object.freeze<ReadArg[]>([]) as ReadArg[];

class ReadItem {
  protected readonly places: Places;
  /** Of its numbers. */
  protected readonly at: number;
  #extra: Extra | undefined;

  constructor(places: Places, at: number, extra: Extra | undefined) {
    this.places = places;
    this.at = at;
    this.#extra = extra;
  }

  get comment(): string {
    return this.#extra?.comment ?? '';
  }

  get text(): string {
    if (this.#extra?.text !== undefined) return this.#extra.text;
    const { text } = this.places.source;
    const { start, end, traits } = this;
    if ((traits & isToResolve) === 0) {
      const quote = (traits & 7) === quotedForm ? 1 : 0;
      return text.slice(start + quote, end - quote);
    }
    const resolved = quotedText(text, quotedBetween(text, start, end));
    this.#extra ??= new Extra(0);
    this.#extra.text = resolved;
    return resolved;
  }

  /** Of the value. */
  get start(): number {
    return this.places.at(this.at + 2);
  }

  get end(): number {
    return this.places.at(this.at + 3);
  }

  get source(): Source {
    return this.places.source;
  }

  get span(): Span {
    return { source: this.places.source, start: this.start, end: this.end };
  }

  protected get traits(): number {
    return this.places.at(this.at + 4);
  }
}

/** A param is its own value, so that it takes one object. */
export class ReadParam extends ReadItem implements Param, Value {
  readonly key: string;

  constructor(key: string, places: Places, at: number, extra: Extra | undefined) {
    super(places, at, extra);
    this.key = key;
  }

  get value(): Value {
    return this;
  }

  get form(): ValueForm {
    return forms[this.traits & 7] as ValueForm;
  }

  get keySpan(): Span {
    const { places, at } = this;
    return { source: places.source, start: places.at(at), end: places.at(at + 1) };
  }
}

export class ReadArg extends ReadItem implements Arg {}

export class ReadAction implements Action {
  comments = '';
  /** Shared by all actions of this name. */
  readonly #head: ActionHead;
  readonly #places: Places;
  readonly #at: number;
  /** In the order of the items. */
  readonly #extras: Extra | undefined;
  #params: ReadParam[] | undefined;
  #args: ReadArg[] | undefined;

  constructor(head: ActionHead, places: Places, at: number, extras: Extra | undefined) {
    this.#head = head;
    this.#places = places;
    this.#at = at;
    this.#extras = extras;
  }

  get type(): ActionType {
    return this.#head.type;
  }

  get actor(): string {
    return this.#head.actor;
  }

  get action(): string {
    return this.#head.action;
  }

  get params(): ReadParam[] {
    if (this.#params === undefined) this.#readItems();
    return this.#params ?? [];
  }

  get args(): ReadArg[] {
    if (this.#args === undefined) this.#readItems();
    return this.#args ?? [];
  }

  get span(): Span {
    return this.#spanOf(this.#start, this.#end);
  }

  get headSpan(): Span {
    const { text } = this.#places.source;
    return this.#spanOf(this.#start, firstLineEnd(text, this.#nameEnd, this.#end));
  }

  get nameSpan(): Span {
    return this.#spanOf(this.#nameStart, this.#nameEnd);
  }

  get actorSpan(): Span | undefined {
    const { dot } = this.#head;
    return dot === -1 ? undefined : this.#spanOf(this.#nameStart, this.#nameStart + dot);
  }

  get actionSpan(): Span {
    // Without an actor, the dot would stand just before the name.
    return this.#spanOf(this.#nameStart + this.#head.dot + 1, this.#nameEnd);
  }

  get #start(): number {
    return this.#places.at(this.#at);
  }

  get #nameStart(): number {
    return this.#start + this.#head.marks;
  }

  get #nameEnd(): number {
    return this.#places.at(this.#at + 1);
  }

  get #end(): number {
    return this.#places.at(this.#at + 2);
  }

  #spanOf(start: number, end: number): Span {
    return { source: this.#places.source, start, end };
  }

  #readItems(): void {
    const places = this.#places;
    let next = this.#extras;
    const page = places.pageOf(this.#at);
    const own = offsetOf(this.#at);
    const params = new Array<ReadParam>(page[own + 3] as number);
    const argCount = page[own + 4] as number;
    const args = argCount === 0 ? noArgs : new Array<ReadArg>(argCount);
    let [param, arg] = [0, 0];
    while (param + arg < params.length + argCount) {
      const item = param + arg;
      const from = numbersOfAction + item * numbersOfItem;
      const traits = page[own + from + 4] as number;
      const extra = next?.item === item ? next : undefined;
      if (extra !== undefined) next = extra.next;
      if ((traits & isArg) !== 0) {
        args[arg] = new ReadArg(places, this.#at + from, extra);
        arg += 1;
      } else {
        params[param] = new ReadParam(places.keys[traits >>> keyShift] as string, places, this.#at + from, extra);
        param += 1;
      }
    }
    this.#params = params;
    this.#args = args;
  }
}

/** The param with another text; its places stay those of what is written. */
export function withText({ key, keySpan, comment, value }: Param, text: string): Param {
  return { key, keySpan, comment, value: { text, form: value.form, span: value.span } };
}

/** The action with other params and args. */
export function withItems(action: Action, params: Param[], args: Arg[]): Action {
  const { type, actor, action: name, comments, span, headSpan, nameSpan, actorSpan, actionSpan } = action;
  return { type, actor, action: name, params, args, comments, span, headSpan, nameSpan, actorSpan, actionSpan };
}
