// Fills the placeholders of one value. What is put in is never read again: it stays one value.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import { escapeSecretText, isSecretName } from '../records/secret-text.ts';
import { mayHavePlaceholders, type Piece, splitPlaceholders } from '../script/placeholders.ts';
import { cutOff } from './cut-placeholder.ts';
import type { Variables } from './variables.ts';

/** `${job.LABEL.KEY}` before anybody knows which job that is. */
export interface LabelReference {
  placeholder: string;
  label: string;
  key: string;
  span: Span;
}

/** `${secret.NAME}`, which the agent fills in. */
export interface SecretReference {
  placeholder: string;
  name: string;
  span: Span;
}

export interface Substituted {
  text: string;
  references: readonly LabelReference[];
  /** Where there are any, the text is written as secret-text.ts reads it: all that is no reference means itself. */
  secrets: readonly SecretReference[];
  problems: readonly Diagnostic[];
}

const nothing: readonly never[] = [];
/** Placeholders in the default of one in the default of one, and so on. */
const maxDepth = 16;
const resultPrefix = 'job.';
const secretPrefix = 'secret.';

export interface SubstituteRules {
  /** What is no placeholder, and one of a variable that there is not, stays as it is. */
  raw?: boolean;
  /** Secrets may stand here. */
  secrets?: boolean;
  /** Said where they may not. */
  secretHelp?: string | undefined;
}

/** `span` is where the value is written. Results of jobs, and secrets, stay as they are. */
export function substitute(text: string, span: Span, variables: Variables, rules: SubstituteRules = {}): Substituted {
  if (!mayHavePlaceholders(text)) return { text, references: nothing, secrets: nothing, problems: nothing };
  const filled = new Substitution(span, variables, rules, false).run(text);
  // Only now is it known that all the rest has to be told from references.
  return filled.secrets.length === 0 ? filled : new Substitution(span, variables, rules, true).run(text);
}

type Dollar = Extract<Piece, { kind: 'dollar' }>;

class Substitution {
  readonly #span: Span;
  readonly #variables: Variables;
  readonly #rules: SubstituteRules;
  /** What a piece that is no reference to a secret is written as. */
  readonly #plain: (text: string) => string;
  readonly #references: LabelReference[] = [];
  readonly #secrets: SecretReference[] = [];
  readonly #problems: Diagnostic[] = [];
  /** Placeholders since the last place was asked for; they tell which of several equal ones is meant. */
  #passed: string[] = [];
  #written: string | undefined;
  #from = 0;
  #last: Span;

  constructor(span: Span, variables: Variables, rules: SubstituteRules, escapes: boolean) {
    this.#span = span;
    this.#rules = rules;
    this.#plain = escapes ? escapeSecretText : (text) => text;
    this.#last = span;
    this.#variables = variables;
  }

  run(text: string): Substituted {
    const filled = this.#fill(splitPlaceholders(text), 0);
    if (this.#references.length > 0) this.#findClash(filled);
    return { text: filled, references: this.#references, secrets: this.#secrets, problems: this.#problems };
  }

  #fill(pieces: readonly Piece[], depth: number): string {
    let filled = '';
    for (const piece of pieces) {
      if (piece.kind === 'text') filled += this.#plain(piece.text);
      else if (piece.kind === 'brace') filled += this.#plain(this.#variables.find(piece.name) ?? piece.raw);
      else {
        this.#passed.push(piece.raw);
        filled += piece.kind === 'dollar' ? this.#fillDollar(piece, depth) : this.#complainBroken(piece);
      }
    }
    return filled;
  }

  #fillDollar(piece: Dollar, depth: number): string {
    const { raw, name, otherwise } = piece;
    if (name.startsWith(resultPrefix)) return this.#keepReference(piece);
    if (name.startsWith(secretPrefix)) return this.#keepSecret(piece);
    const found = this.#variables.look(name);
    if ('refused' in found) return this.#complain(raw, found.refused, found.help);
    if (found.value !== undefined && (found.value !== '' || otherwise === undefined)) return this.#plain(found.value);
    if (otherwise?.sign === '-') {
      if (depth === maxDepth) {
        return this.#complain(
          raw,
          'placeholders stand too deep in one another',
          'give the inner ones names of their own',
        );
      }
      return this.#fill(splitPlaceholders(otherwise.text), depth + 1);
    }
    // An empty value has no hint of its own.
    const help = 'help' in found ? found.help : undefined;
    if (otherwise?.sign === '?') {
      const message = otherwise.text === '' ? `${name} has no value` : otherwise.text;
      const isVariable = /^\w+$/.test(name);
      return this.#complain(raw, message, isVariable ? `give it with --set ${name}=...` : (help ?? 'give it a value'));
    }
    if (this.#rules.raw) return this.#plain(raw);
    return this.#complain(raw, `there is no variable ${name}`, help ?? `give it with --set ${name}=...`);
  }

  #keepReference({ raw, name, otherwise }: Dollar): string {
    const [, label = '', ...path] = name.split('.');
    const key = path.join('.');
    if (label === '' || key === '') {
      return this.#complain(raw, `${raw} does not say which result`, `such as $\{job.${label || 'LABEL'}.result}`);
    }
    if (otherwise !== undefined) return this.#complain(raw, 'the result of a job has no default', `$\{${name}}`);
    this.#references.push({ placeholder: raw, label, key, span: this.#place() });
    return raw;
  }

  #keepSecret({ raw, name: whole, otherwise }: Dollar): string {
    const name = whole.slice(secretPrefix.length);
    if (!isSecretName(name)) {
      return this.#complain(raw, `${raw} names no secret`, 'such as ${secret.TOKEN}, or ${secret.ACTOR.TOKEN}');
    }
    if (otherwise !== undefined) return this.#complain(raw, 'a secret has no default', `$\{${whole}}`);
    const span = this.#place();
    if (this.#rules.secrets) this.#secrets.push({ placeholder: raw, name, span });
    else {
      const help = this.#rules.secretHelp ?? 'params of actions take them that are declared so';
      this.#problems.push({ code: 'HS0224', severity: 'error', message: 'a secret cannot stand here', span, help });
    }
    return raw;
  }

  #complainBroken({ raw, closed }: Extract<Piece, { kind: 'broken' }>): string {
    if (this.#rules.raw) return this.#plain(raw);
    const isCut = !closed && cutOff(this.#place()) !== undefined;
    const help = isCut ? 'put the whole value in quotes' : 'write $${ for the characters themselves';
    const message = closed ? `${raw} is no placeholder` : 'placeholder has no closing brace';
    return this.#complain(raw, message, help);
  }

  #complain(raw: string, message: string, help: string): string {
    this.#problems.push({ code: 'HS0210', severity: 'error', message, span: this.#place(), help });
    return raw;
  }

  /** The place of the last placeholder that was passed, or that of the whole value where quoting hides it. */
  #place(): Span {
    const { source, start, end } = this.#span;
    this.#written ??= source.text.slice(start, end);
    for (const raw of this.#passed) {
      const at = this.#written.indexOf(raw, this.#from);
      this.#last = at === -1 ? this.#span : { source, start: start + at, end: start + at + raw.length };
      // A default may hold the next one, so only the beginning is passed.
      if (at !== -1) this.#from = at + 1;
    }
    this.#passed = [];
    return this.#last;
  }

  /** Results are put in place of the text of their placeholder, so the same text may not be there for another reason. */
  #findClash(filled: string): void {
    const counts = new Map<string, number>();
    for (const { placeholder } of this.#references) counts.set(placeholder, (counts.get(placeholder) ?? 0) - 1);
    const opening = `$\{${resultPrefix}`;
    for (let at = filled.indexOf(opening); at !== -1; at = filled.indexOf(opening, at + 1)) {
      const placeholder = filled.slice(at, filled.indexOf('}', at) + 1);
      const count = counts.get(placeholder);
      if (count !== undefined) counts.set(placeholder, count + 1);
    }
    const clash = this.#references.find(({ placeholder }) => counts.get(placeholder) !== 0);
    if (clash === undefined) return;
    this.#problems.push({
      code: 'HS0210',
      severity: 'error',
      message: `${clash.placeholder} is in this value as a result and as mere text`,
      span: clash.span,
      help: 'put the text into a value of its own',
    });
  }
}
