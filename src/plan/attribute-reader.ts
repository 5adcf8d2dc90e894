// Reads job attributes where they are written: on an action, in a directive, in a flag.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import { nearFix, suggestNames } from '../diagnostics/suggest.ts';
import type { AttributeValues } from './attribute-values.ts';
import { type AttributeEntry, attributeEntries, findAttribute } from './attributes.ts';
import { itemSpan } from './item-span.ts';

export interface WrittenAttribute {
  /** Without the `job.`. */
  name: string;
  text: string;
  /** Undefined when it comes from a flag. */
  keySpan?: Span;
  valueSpan?: Span;
}

/** `action`: `job.x:` on one action; `defaults`: `x:` in job.defaults; `flag`: `--job x=`. */
export type AttributePlace = 'action' | 'defaults' | 'flag';

export class AttributeReader {
  readonly #resolveAgent: (name: string) => string | undefined;

  constructor(resolveAgent: (name: string) => string | undefined) {
    this.#resolveAgent = resolveAgent;
  }

  /** What is said, with agents as public keys; what is wrong goes to `problems`. */
  read(written: WrittenAttribute, place: AttributePlace, problems: Diagnostic[]): AttributeValues {
    const entry = findAttribute(written.name);
    if (entry === undefined || (entry.single === true && place !== 'action')) {
      problems.push(unknownAttribute(written, place, entry));
      return {};
    }
    const answer = entry.read(written.text);
    if (!answer.ok) {
      const { code, message, help } = answer;
      problems.push({ code, severity: 'error', message, ...at(written.valueSpan), ...(help === '' ? {} : { help }) });
      return {};
    }
    const { value } = answer;
    if (value.agents === undefined) return value;
    return { agents: this.resolveAgents(value.agents, written.valueSpan, problems) };
  }

  resolveAgents(names: readonly string[], span: Span | undefined, problems: Diagnostic[]): string[] {
    const keys: string[] = [];
    for (const name of names) {
      const key = this.#resolveAgent(name);
      if (key === undefined) {
        problems.push({
          code: 'HS0303',
          severity: 'error',
          message: `there is no agent ${name === '' ? 'without a name' : name}`,
          ...at(span === undefined ? undefined : itemSpan(span, name)),
          help: 'a name of a registered agent, a public key of 64 hex digits, or local for the one of this machine',
        });
      } else if (!keys.includes(key)) keys.push(key);
    }
    return keys;
  }
}

function unknownAttribute(
  { name, keySpan }: WrittenAttribute,
  place: AttributePlace,
  entry: AttributeEntry | undefined,
): Diagnostic {
  const prefix = place === 'action' ? 'job.' : '';
  const problem = { code: 'HS0211', severity: 'error', ...at(keySpan) } as const;
  if (entry !== undefined) {
    return { ...problem, message: `job.${name} is said of one action only`, help: `write job.${name} on the action` };
  }
  if (place === 'defaults' && name.startsWith('job.')) {
    return { ...problem, message: `${name} is written without job. here`, help: `write ${name.slice(4)}` };
  }
  const known = attributeEntries
    .filter((other) => place === 'action' || other.single !== true)
    .map((other) => other.name);
  // With the `job.` a slip may be a letter longer; in a short name that would make all of them near.
  const common = name.length < 5 ? '' : 'job.';
  const near = suggestNames(
    common + name,
    known.map((other) => common + other),
  ).map((other) => prefix + other.slice(common.length));
  const help = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${known.join(', ')}`;
  return { ...problem, message: `there is no job attribute ${name}`, help, ...nearFix(keySpan, near) };
}

function at(span: Span | undefined): { span?: Span } {
  return span === undefined ? {} : { span };
}
