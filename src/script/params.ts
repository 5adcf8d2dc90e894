// The params and args of one action as typed values; what does not fit becomes a diagnostic at its place.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Action, Param } from './ast.ts';
import { type Choices, parseChoice } from './values/choice.ts';
import { type Kind, type Place, parseKind, type ValueOf } from './values/kinds.ts';
import { parseList, parseListOf } from './values/list.ts';
import type { Parsed } from './values/parsed.ts';

export type ReadAction = Pick<Action, 'actor' | 'action' | 'nameSpan' | 'params' | 'args'>;

/**
 * What is wrong is added to `diagnostics`; nothing throws for what a script says. Paths are taken from the working
 * directory and times from the moment of the call, unless `place` says otherwise.
 */
export function paramsOf(action: ReadAction, diagnostics: Diagnostic[], place: Partial<Place> = {}): ActionParams {
  return new ActionParams(action, diagnostics, {
    base: place.base ?? process.cwd(),
    now: place.now ?? new Date(),
  });
}

/**
 * Keys are found in any spelling: `My-Key` is `my_key`. A getter without a fallback answers undefined, with a
 * diagnostic, when the param is not given. A value that does not convert is a diagnostic always; the answer is then the
 * fallback, or undefined.
 */
export class ActionParams {
  readonly #action: ReadAction;
  readonly #diagnostics: Diagnostic[];
  readonly #place: Place;

  constructor(action: ReadAction, diagnostics: Diagnostic[], place: Place) {
    this.#action = action;
    this.#diagnostics = diagnostics;
    this.#place = place;
  }

  /** Whether the param is given, if only as an empty value. */
  has(key: string): boolean {
    return this.find(key) !== undefined;
  }

  find(key: string): Param | undefined {
    const name = normaliseKey(key);
    return this.#action.params.find((param) => param.key === name);
  }

  /** Texts by key, as they are written. */
  toMap(): Map<string, string> {
    return new Map(this.#action.params.map(({ key, value }) => [key, value.text]));
  }

  get<K extends Kind>(key: string, kind: K): ValueOf<K> | undefined;
  get<K extends Kind>(key: string, kind: K, fallback: ValueOf<K>): ValueOf<K>;
  get<K extends Kind>(key: string, kind: K, fallback?: ValueOf<K>): ValueOf<K> | undefined {
    return this.#read(key, fallback, (text) => parseKind(kind, text, this.#place));
  }

  /** Items of one kind: `p.list('ports', 'u16', [])`. */
  list<K extends Kind>(key: string, kind: K): ValueOf<K>[] | undefined;
  list<K extends Kind>(key: string, kind: K, fallback: ValueOf<K>[]): ValueOf<K>[];
  list<K extends Kind>(key: string, kind: K, fallback?: ValueOf<K>[]): ValueOf<K>[] | undefined {
    return this.#read(key, fallback, (text) => {
      // A gap in a list of words is no word.
      if (kind === 'text') return parseList(text) as Parsed<ValueOf<K>[]>;
      return parseListOf(text, (item) => parseKind(kind, item, this.#place));
    });
  }

  /** The fallback holds for an empty value too: `debug:` says nothing either way. */
  bool(key: string, fallback: boolean): boolean {
    if (this.find(key)?.value.text.trim() === '') return fallback;
    return this.get(key, 'bool', fallback);
  }

  /** One of several words: `p.choice('env', { 'dev,development': 'dev', 'prod,production': 'prod' }, 'dev')`. */
  choice(key: string, choices: Choices, fallback?: string): string | undefined {
    const param = this.find(key);
    if (param === undefined && fallback === undefined) return this.#missing(key);
    const parsed = parseChoice(param?.value.text ?? fallback ?? '', choices);
    if (parsed.ok) return parsed.value;
    return this.#wrong(param?.key ?? key, parsed, param?.value.span, 'HS0206');
  }

  /** Whether the word stands among the args; in lower case, or as it is asked for. */
  hasArg(word: string): boolean {
    return this.#action.args.some(({ text }) => text === word || text === word.toLowerCase());
  }

  get args(): readonly string[] {
    return this.#action.args.map(({ text }) => text);
  }

  /** The arg at this place, counted from 0. */
  arg<K extends Kind>(index: number, kind: K): ValueOf<K> | undefined;
  arg<K extends Kind>(index: number, kind: K, fallback: ValueOf<K>): ValueOf<K>;
  arg<K extends Kind>(index: number, kind: K, fallback?: ValueOf<K>): ValueOf<K> | undefined {
    const arg = this.#action.args[index];
    if (arg === undefined) {
      const help = `write ${index + 1} ${index === 0 ? 'word' : 'words'} without a key behind it`;
      if (fallback === undefined) this.#report('HS0204', `${this.#name} has no arg ${index + 1}`, undefined, help);
      return fallback;
    }
    const parsed = parseKind(kind, arg.text, this.#place);
    return parsed.ok ? parsed.value : (this.#wrong(`arg ${index + 1}`, parsed, arg.span) ?? fallback);
  }

  /** Whether there are so many args and no more; a diagnostic otherwise. */
  checkArgCount(count: number): boolean {
    const { args } = this.#action;
    if (args.length === count) return true;
    const message = `${this.#name} takes ${count} args, not ${args.length}`;
    const code = args.length < count ? 'HS0204' : 'HS0203';
    this.#report(code, message, args[count]?.span, 'args are the words without a key');
    return false;
  }

  get #name(): string {
    return `${this.#action.actor}.${this.#action.action}`;
  }

  #read<T>(key: string, fallback: T | undefined, parse: (text: string) => Parsed<T>): T | undefined {
    const param = this.find(key);
    if (param === undefined) return fallback ?? this.#missing(key);
    const parsed = parse(param.value.text);
    return parsed.ok ? parsed.value : (this.#wrong(param.key, parsed, param.value.span) ?? fallback);
  }

  #missing(key: string): undefined {
    const name = normaliseKey(key);
    const near = didYouMean(
      name,
      this.#action.params.map((param) => param.key),
    );
    this.#report('HS0204', `${this.#name} needs the param ${name}`, undefined, near ?? `add ${name}:... behind it`);
  }

  #wrong(
    what: string,
    { message, help }: { message: string; help?: string },
    span: Span | undefined,
    code: Diagnostic['code'] = 'HS0205',
  ): undefined {
    this.#report(code, `${what}: ${message}`, span, help);
  }

  #report(code: Diagnostic['code'], message: string, span: Span | undefined, help: string | undefined): void {
    const at = span ?? this.#action.nameSpan;
    this.#diagnostics.push({ code, severity: 'error', message, span: at, ...(help === undefined ? {} : { help }) });
  }
}

/** Keys are stored in lower case, with `_`. */
export function normaliseKey(key: string): string {
  return key.trim().toLowerCase().replaceAll('-', '_');
}
