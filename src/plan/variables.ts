// Variables of a run, and the values of placeholders. A replaced text is never read again: it stays one value.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { mayHavePlaceholders, type Piece, splitPlaceholders } from './placeholders.ts';

/** `${job.LABEL.KEY}` before anybody knows which job that is. */
export interface LabelReference {
  placeholder: string;
  label: string;
  key: string;
  span: Span;
}

export interface Substituted {
  text: string;
  references: readonly LabelReference[];
  problems: readonly Diagnostic[];
}

interface Substituting extends Substituted {
  references: LabelReference[];
  problems: Diagnostic[];
}

const nothing: readonly never[] = [];

export interface VariableSources {
  /** From the command line: a script cannot change them. */
  given: Readonly<Record<string, string>>;
  /** Names of the environment variables that may be read. */
  allowEnv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
}

/** Names are found as written, else in any case: herolib reads `{Name}` and `{NAME}` as the same. */
class Names {
  readonly #exact = new Map<string, string>();
  readonly #folded = new Map<string, string>();

  set(name: string, value: string): void {
    this.#exact.set(name, value);
    this.#folded.set(fold(name), value);
  }

  find(name: string): string | undefined {
    return this.#exact.get(name) ?? this.#folded.get(fold(name));
  }

  keys(): Iterable<string> {
    return this.#exact.keys();
  }
}

/** One for a whole run: what a script sets holds for all that follows, whatever file it is in. */
export class Variables {
  readonly #sources: VariableSources;
  readonly #given = new Names();
  readonly #session = new Names();

  constructor(sources: VariableSources) {
    this.#sources = sources;
    for (const [name, value] of Object.entries(sources.given)) this.#given.set(name, value);
  }

  /** `once` keeps a value that is there. */
  set(name: string, value: string, once: boolean): void {
    if (once && this.#session.find(name) !== undefined) return;
    this.#session.set(name, value);
  }

  find(name: string): string | undefined {
    return this.#given.find(name) ?? this.#session.find(name);
  }

  names(): string[] {
    return [...this.#given.keys(), ...this.#session.keys()];
  }

  /** The text with its placeholders filled in; `span` is where the value is written. Results of jobs stay. */
  substitute(text: string, span: Span): Substituted {
    if (!mayHavePlaceholders(text)) return { text, references: nothing, problems: nothing };
    const result: Substituting = { text: '', references: [], problems: [] };
    const places = new Places(span);
    result.text = this.#fill(splitPlaceholders(text), places, result);
    return result.references.length === 0 ? result : withDistinctReferences(result);
  }

  #fill(pieces: readonly Piece[], places: Places, result: Substituting): string {
    let filled = '';
    for (const piece of pieces) {
      if (piece.kind === 'text') filled += piece.text;
      else if (piece.kind === 'brace') filled += this.find(piece.name) ?? piece.raw;
      else filled += this.#fillDollar(piece, places, result);
    }
    return filled;
  }

  #fillDollar(piece: Extract<Piece, { kind: 'dollar' | 'broken' }>, places: Places, result: Substituting): string {
    const span = places.next(piece.raw);
    const complain = (message: string, help?: string) => {
      result.problems.push({
        code: 'HS0210',
        severity: 'error',
        message,
        span,
        ...(help === undefined ? {} : { help }),
      });
      return piece.raw;
    };
    if (piece.kind === 'broken') {
      const message = piece.closed ? `${piece.raw} is no placeholder` : 'placeholder has no closing brace';
      return complain(message, 'write $${ for the characters themselves');
    }
    const { name, otherwise } = piece;
    if (name.startsWith('job.')) return this.#keepReference(piece, span, result, complain);
    if (name.startsWith('secret.')) return complain('secrets are not available yet', 'give the value with --var-file');
    const found = this.#findPlain(name);
    if ('refused' in found) return complain(found.refused, found.help);
    if (found.value !== undefined && (found.value !== '' || otherwise === undefined)) return found.value;
    if (otherwise?.sign === '-') return this.#fill(splitPlaceholders(otherwise.text), places, result);
    if (otherwise?.sign === '?') return complain(otherwise.text === '' ? `${name} has no value` : otherwise.text);
    return complain(`there is no variable ${name}`, found.help);
  }

  #findPlain(name: string): { value?: string; help?: string } | { refused: string; help: string } {
    const { allowEnv, env } = this.#sources;
    if (name.startsWith('env.')) {
      const variable = name.slice('env.'.length);
      if (!allowEnv.includes(variable)) {
        const help = `allow it with --allow-env ${variable}`;
        return { refused: `the environment variable ${variable} may not be read`, help };
      }
      const value = Object.hasOwn(env, variable) ? env[variable] : undefined;
      return value === undefined ? { help: 'it is not set in the environment' } : { value };
    }
    if (!/^\w+$/.test(name)) {
      return { refused: `$\{${name}} is no placeholder`, help: 'write $${ for the characters themselves' };
    }
    const value = this.find(name);
    if (value !== undefined) return { value };
    const near = didYouMean(name, this.names());
    if (near !== undefined) return { help: near };
    if (env[name] !== undefined) return { help: `the one of the environment is $\{env.${name}}` };
    return { help: `give it with --set ${name}=..., or write $$\{${name}} for the characters themselves` };
  }

  #keepReference(
    piece: Extract<Piece, { kind: 'dollar' }>,
    span: Span,
    result: Substituting,
    complain: (message: string, help?: string) => string,
  ): string {
    const [, label = '', ...path] = piece.name.split('.');
    const key = path.join('.');
    if (label === '' || key === '') {
      return complain(`${piece.raw} does not say which result`, `such as $\{job.${label || 'LABEL'}.result}`);
    }
    if (piece.otherwise !== undefined) return complain('the result of a job has no default', `$\{${piece.name}}`);
    result.references.push({ placeholder: piece.raw, label, key, span });
    return piece.raw;
  }
}

/** Where placeholders are in the source: they are asked for in the order in which they are written. */
class Places {
  readonly #span: Span;
  #text: string | undefined;
  #from = 0;

  constructor(span: Span) {
    this.#span = span;
  }

  /** The place of `raw`, or that of the whole value where quoting hides it. */
  next(raw: string): Span {
    const { source, start, end } = this.#span;
    this.#text ??= source.text.slice(start, end);
    const at = this.#text.indexOf(raw, this.#from);
    if (at === -1) return this.#span;
    // A default may hold the next one, so only the beginning is passed.
    this.#from = at + 1;
    return { source, start: start + at, end: start + at + raw.length };
  }
}

/** Results are put in place of the text of their placeholder, so the same text may not stand there for another reason. */
function withDistinctReferences(result: Substituting): Substituted {
  const counts = new Map<string, number>();
  for (const { placeholder } of result.references) counts.set(placeholder, (counts.get(placeholder) ?? 0) + 1);
  const clash = result.references.find(
    ({ placeholder }) => result.text.split(placeholder).length - 1 !== counts.get(placeholder),
  );
  if (clash === undefined) return result;
  const problem: Diagnostic = {
    code: 'HS0210',
    severity: 'error',
    message: `${clash.placeholder} is in this value as a result and as mere text`,
    span: clash.span,
    help: 'put the text into a value of its own',
  };
  return { ...result, references: [], problems: [...result.problems, problem] };
}

function fold(name: string): string {
  return name.toLowerCase();
}
