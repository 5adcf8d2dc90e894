// The values of a resolved script: filled in, with results still to come, or left open for whoever runs it.

import { anyOf } from '../../ground/quoting.ts';
import { mapPlainText } from '../../records/secret-text.ts';
import type { Action } from '../../script/ast.ts';
import { escapePlaceholders, splitPlaceholders } from '../../script/placeholders.ts';
import { canWrite } from '../../script/quoting.ts';
import type { JobStep, ResultReference } from '../plan.ts';

const onePlaceholder = /^\$?\{(\w+|env\.\w+)\}$/;

/** What a resolved script does not say: variables that have to be given to run it. */
export class OpenVariables {
  /** By name, what it stands for; undefined for one that the script names itself. */
  readonly #values = new Map<string, string | undefined>();

  /** `env.X` for those of the environment. */
  get names(): string[] {
    return [...this.#values.keys()];
  }

  /** One that is in the script already. */
  keep(name: string): void {
    this.#values.set(name, undefined);
  }

  /** A placeholder for this value, after the param it is for; the same one for the same value. */
  standFor(value: string, param: string): string {
    const wanted = param
      .toUpperCase()
      .replaceAll(/\W/g, '_')
      .replace(/^(?=\d)/, '_');
    for (let n = 1; ; n += 1) {
      const name = n === 1 ? wanted : `${wanted}_${n}`;
      if (this.#values.has(name) && this.#values.get(name) !== value) continue;
      this.#values.set(name, value);
      return `$\{${name}}`;
    }
  }
}

export interface ValueContext {
  open: OpenVariables;
  /** Label of a job in the resolved script. */
  labelOf(n: number): string;
}

/** The text of one param as the script says it. What is secret, or what no script can say, is left open. */
export function paramText(step: JobStep, key: string, context: ValueContext): string {
  const text = step.params[key] ?? '';
  const references = step.references.filter((reference) => reference.param === key);
  const isSecret = step.secrets.includes(key);
  const isResult = references.some(({ placeholder }) => placeholder === text);
  const refers = step.withSecrets.includes(key);
  const write = refers ? (plain: string) => mapPlainText(plain, escapePlaceholders) : escapePlaceholders;
  // Behind another dollar a reference would be none.
  const isOpen = refers ? text.includes('$$${secret.') : isSecret && !isResult;
  const filled = isOpen ? undefined : valueText(text, references, context, write);
  return filled ?? writtenText(step.written, key, isSecret, references, context) ?? context.open.standFor(text, key);
}

/** Undefined where no script can say it. */
export function valueText(
  text: string,
  references: readonly ResultReference[],
  { labelOf }: ValueContext,
  write: (literal: string) => string = escapePlaceholders,
): string | undefined {
  let said = '';
  let at = 0;
  for (const { start, end, placeholder } of placesOf(text, references, labelOf)) {
    const literal = text.slice(at, start);
    // Behind another dollar it would be no placeholder.
    if (literal.endsWith('$')) return undefined;
    said += write(literal) + placeholder;
    at = end;
  }
  said += write(text.slice(at));
  return canWrite(said) ? said : undefined;
}

/** As it is written in its own script, with the names of variables told; undefined where that would not do. */
function writtenText(
  { params, args }: Action,
  key: string,
  isSecret: boolean,
  references: readonly ResultReference[],
  { open, labelOf }: ValueContext,
): string | undefined {
  const text = params.find((param) => param.key === key)?.value.text ?? args[0]?.text;
  if (text === undefined) return undefined;
  const [, only] = onePlaceholder.exec(text) ?? [];
  if (isSecret) {
    if (only === undefined) return undefined;
    open.keep(only);
    // A name in braces alone would stay as it is when nobody gives it.
    return `$\{${only}}`;
  }
  let said = '';
  let at = 0;
  for (const { start, end, placeholder } of placesOf(text, references, labelOf)) {
    said += text.slice(at, start) + placeholder;
    at = end;
  }
  said += text.slice(at);
  if (!canWrite(said)) return undefined;
  for (const piece of splitPlaceholders(text)) {
    if (piece.kind !== 'dollar' && piece.kind !== 'brace') continue;
    if (!/^(?:job|secret)\./.test(piece.name)) open.keep(piece.name);
  }
  return said;
}

/** Where results are to be filled in, and the placeholder by the label that the job has in the resolved script. */
function* placesOf(
  text: string,
  references: readonly ResultReference[],
  labelOf: (n: number) => string,
): Generator<{ start: number; end: number; placeholder: string }> {
  const renamed = new Map(references.map((one) => [one.placeholder, `$\{job.${labelOf(one.job)}.${one.key}}`]));
  if (renamed.size === 0) return;
  for (const { 0: found, index } of text.matchAll(anyOf(renamed.keys()))) {
    yield { start: index, end: index + found.length, placeholder: renamed.get(found) ?? found };
  }
}
