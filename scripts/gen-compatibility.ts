// Writes docs/compatibility.md from the rules in scripts/compatibility/, with what both readers make of each example.
// `--check` only compares.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Source } from '../src/diagnostics/source.ts';
import { type HerolibAction, readAsHerolib } from '../src/script/compat/herolib.ts';
import { parseScript } from '../src/script/parse.ts';
import { type Kind, parseKind } from '../src/script/values/kinds.ts';
import { parseListOf } from '../src/script/values/list.ts';
import type { Parsed } from '../src/script/values/parsed.ts';
import { programRules } from './compatibility/programs.ts';
import { readingRules } from './compatibility/reading.ts';
import type { Rule } from './compatibility/rule.ts';
import { valueRules } from './compatibility/values.ts';

const target = join(import.meta.dirname, '../docs/compatibility.md');

const text = `<!-- Made by scripts/gen-compatibility.ts from scripts/compatibility/; do not edit. -->

# Beside herolib

HeroScript comes from herolib, and a script that herolib reads as its author meant it gives the same actions, params and
values here. Where herolib loses, rewrites or executes what the author did not mean, herorunner does what was meant, or
says what is wrong. These are all such places. \`hero check --compat herolib\` finds those of the first part in a script:
it reads the text as herolib does and tells each difference.

Under each example stand the readings of both, made by the readers themselves.

## Reading

${readingRules.map(section).join('\n')}
## Values, finding, writing

${[...valueRules, ...programRules].map(section).join('\n')}`.replace(/\n+$/, '\n');

function section(rule: Rule): string {
  const lines = [`### ${rule.id}`, '', `${rule.title}.`, ''];
  if (rule.script !== undefined) {
    lines.push('```text', rule.script.trimEnd(), '```', '');
    lines.push(`- herolib: ${asHerolib(rule.script)}`, `- herorunner: ${asHere(rule.script, rule.isDocument)}`, '');
  }
  if (rule.value !== undefined) {
    const { kind, text: written, theirs } = rule.value;
    lines.push(
      `- ${code(written === '' ? "''" : written)} as ${kind}, herolib: ${theirs}; herorunner: ${valueHere(kind, written)}`,
      '',
    );
  }
  if (rule.asked !== undefined) {
    const { question, theirs, ours } = rule.asked;
    lines.push(`- ${question}, herolib: ${theirs}; herorunner: ${ours()}`, '');
  }
  lines.push(`herolib ${rule.herolib}. For both, ${rule.instead}.`, '');
  return lines.join('\n');
}

function asHerolib(script: string): string {
  const actions = readAsHerolib(script);
  if (actions.some((action) => 'rejected' in action)) return 'rejects the file';
  const shown = (actions as HerolibAction[]).map(({ actor, action, read }) => {
    const params = [...read.params].map(([key, { value }]) => `${key}=${JSON.stringify(value)}`);
    return code([`${actor}.${action}`, ...read.args, ...params].join(' '));
  });
  return shown.length === 0 ? 'nothing' : shown.join(', then ');
}

function asHere(script: string, isDocument = false): string {
  const { actions, diagnostics } = parseScript(new Source(isDocument ? 'example.md' : 'example.hero', script));
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error !== undefined) return `${error.code}, ${error.message}`;
  const shown = actions.map(({ actor, action, args, params }) => {
    const pairs = params.map(({ key, value }) => `${key}=${JSON.stringify(value.text)}`);
    return code([`${actor}.${action}`, ...args.map((arg) => arg.text), ...pairs].join(' '));
  });
  return shown.length === 0 ? 'nothing' : shown.join(', then ');
}

function valueHere(kind: NonNullable<Rule['value']>['kind'], written: string): string {
  const place = { base: '.', now: new Date(0) };
  const item = kind.replace('list of ', '') as Kind;
  const parsed: Parsed<unknown> = kind.startsWith('list of ')
    ? parseListOf(written, (one) => parseKind(item, one, place))
    : parseKind(item, written, place);
  return parsed.ok ? code(JSON.stringify(parsed.value)) : `a mistake, ${parsed.message}`;
}

/** Longer fences where the text has backticks. */
function code(shown: string): string {
  const fence = '`'.repeat(Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length)) + 1);
  return `${fence}${fence.length > 1 ? ` ${shown} ` : shown}${fence}`;
}

const current = existsSync(target) ? readFileSync(target, 'utf8') : '';
if (process.argv.includes('--check')) {
  if (current !== text) {
    console.error('docs/compatibility.md is not up to date: node scripts/gen-compatibility.ts');
    process.exit(1);
  }
} else if (current !== text) writeFileSync(target, text);
