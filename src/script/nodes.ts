// Actions as they are kept: places are numbers, and become spans when somebody asks, which is seldom for most of them.
// A copy with another text is made by `withText` and `withItems`; spreading one of these would lose its places.

import { firstLineEnd } from '../../grammar/lines.ts';
import type { Source, Span } from '../diagnostics/source.ts';
import type { Action, ActionType, Arg, Param, Value, ValueForm } from './ast.ts';
import type { ActionName } from './names.ts';

/** A param is its own value, so that it takes one object. */
export class ReadParam implements Param, Value {
  readonly key: string;
  readonly form: ValueForm;
  comment = '';
  readonly source: Source;
  readonly keyStart: number;
  readonly keyEnd: number;
  /** Of the value. */
  readonly start: number;
  readonly end: number;
  readonly #text: string | undefined;

  /** Without `text`, the value is the characters that are written, those between the quotes if it is a quoted one. */
  constructor(
    key: string,
    keyStart: number,
    keyEnd: number,
    form: ValueForm,
    source: Source,
    start: number,
    end: number,
    text?: string,
  ) {
    this.key = key;
    this.form = form;
    this.source = source;
    this.keyStart = keyStart;
    this.keyEnd = keyEnd;
    this.start = start;
    this.end = end;
    this.#text = text;
  }

  get value(): Value {
    return this;
  }

  get text(): string {
    if (this.#text !== undefined) return this.#text;
    const quote = this.form === 'quoted' ? 1 : 0;
    return this.source.text.slice(this.start + quote, this.end - quote);
  }

  get span(): Span {
    return { source: this.source, start: this.start, end: this.end };
  }

  get keySpan(): Span {
    return { source: this.source, start: this.keyStart, end: this.keyEnd };
  }
}

export class ReadArg implements Arg {
  readonly text: string;
  comment = '';
  readonly source: Source;
  readonly start: number;
  readonly end: number;

  constructor(text: string, source: Source, start: number, end: number) {
    this.text = text;
    this.source = source;
    this.start = start;
    this.end = end;
  }

  get span(): Span {
    return { source: this.source, start: this.start, end: this.end };
  }
}

export class ReadAction implements Action {
  readonly type: ActionType;
  readonly params: ReadParam[];
  readonly args: ReadArg[];
  comments = '';
  readonly source: Source;
  readonly start: number;
  readonly nameEnd: number;
  readonly end: number;
  /** Shared by all actions of this name. */
  readonly #name: ActionName;

  constructor(
    type: ActionType,
    name: ActionName,
    params: ReadParam[],
    args: ReadArg[],
    source: Source,
    start: number,
    nameEnd: number,
    end: number,
  ) {
    this.type = type;
    this.params = params;
    this.args = args;
    this.source = source;
    this.start = start;
    this.nameEnd = nameEnd;
    this.end = end;
    this.#name = name;
  }

  get actor(): string {
    return this.#name.actor;
  }

  get action(): string {
    return this.#name.action;
  }

  get nameStart(): number {
    let at = this.start;
    while (this.source.text.charCodeAt(at) === 0x21) at += 1;
    return at;
  }

  get span(): Span {
    return { source: this.source, start: this.start, end: this.end };
  }

  get headSpan(): Span {
    return { source: this.source, start: this.start, end: firstLineEnd(this.source.text, this.nameEnd, this.end) };
  }

  get nameSpan(): Span {
    return { source: this.source, start: this.nameStart, end: this.nameEnd };
  }

  get actorSpan(): Span | undefined {
    const { nameStart } = this;
    const { dot } = this.#name;
    return dot === -1 ? undefined : { source: this.source, start: nameStart, end: nameStart + dot };
  }

  get actionSpan(): Span {
    // Without an actor, the dot would stand just before the name.
    return { source: this.source, start: this.nameStart + this.#name.dot + 1, end: this.nameEnd };
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
