// Which rule of docs/compatibility.md says why we answer otherwise than the reference.

import type { Fact, Rule } from '../../scripts/compatibility/rule.ts';
import { compatibilityRules } from '../../scripts/compatibility/rules.ts';
import { checkHerolib } from '../../src/script/compat/check.ts';
import { parseActions } from './reference.ts';

/** By what is told of the script, then by what `--compat herolib` says. */
export function ruleOfReading(text: string, name?: string): Rule | undefined {
  const script = parseActions(text, name);
  const told = [...script.diagnostics, ...checkHerolib(script)].map(({ code, message }) => `${code} ${message}`);
  const found = told.flatMap((one) => compatibilityRules.filter((rule) => rule.told?.test(one) === true));
  // What is said of `id` is said wherever it stands; the rule of thumb is for what no other explains.
  const special = found.find(({ id }) => id !== 'id' && id !== 'as-written');
  return special ?? found.find(({ id }) => id === 'id') ?? found[0];
}

export function ruleOfAnswer(fact: Fact): Rule | undefined {
  return compatibilityRules.find((rule) => rule.applies?.(fact) === true);
}

/** How often each rule was needed, most first. */
export function countRules(rules: readonly (Rule | undefined)[]): string {
  const counts = new Map<string, number>();
  for (const rule of rules) if (rule !== undefined) counts.set(rule.id, (counts.get(rule.id) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([id, count]) => `${count} ${id}`)
    .join(', ');
}
