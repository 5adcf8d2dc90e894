// Writes docs/directives.md from the declared directives and the table of job attributes. `--check` only compares.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Directive, directiveName, type Reach } from '../src/directives/directive.ts';
import { directives } from '../src/directives/registry.ts';
import { attributeEntries } from '../src/plan/attributes.ts';

const target = join(import.meta.dirname, '../docs/directives.md');

const reaches: Record<Reach, string> = {
  file: 'Holds from its line to the end of its file, and in what is included there.',
  run: 'Holds for all that follows in the run.',
  here: 'Has its effect in its place alone.',
  store: 'Is kept in the store, for all that use it.',
};

const text = `<!-- Made by scripts/gen-directives.ts from src/directives/ and src/plan/attributes.ts; do not edit. -->

# Directives

A directive is an action that is not sent to an agent: it says how the actions around it are run. Each example below is
a whole script, followed by the plan that it makes: number, label, action, the numbers of the jobs it waits for, and the
attributes that are not the built-in ones.

${directives.map((directive) => `- [${directiveName(directive)}](#${anchor(directive)}): ${directive.summary}`).join('\n')}

${directives.map(section).join('\n')}
# Job attributes

Written on an action as \`job.NAME:value\`, for many actions in \`!!job.defaults NAME:value\`, and for a whole run as
\`--job NAME=value\`. The flag wins over the action, the action over the nearest \`job.defaults\`, that over what is built
in. They are never passed to the actor.

${table(
  ['attribute', 'type', 'built in', 'meaning'],
  attributeEntries.map((entry) => [
    `\`job.${entry.name}\``,
    entry.bounds === undefined ? entry.type : `${entry.type}: ${entry.bounds}`,
    entry.default === '' ? '' : `\`${entry.default}\``,
    `${entry.help}, e.g. \`job.${entry.name}:${entry.example}\``,
  ]),
)}`;

function section(directive: Directive): string {
  const name = directiveName(directive);
  const lines = [`## ${name}`, '', `${capital(directive.summary)}. ${directive.help}`, ''];
  lines.push(reaches[directive.reach], '');
  if (directive.params.length > 0) {
    const rows = directive.params.map((param) => [
      [param.name, ...(param.aliases ?? [])].map((key) => `\`${key}:\``).join(' or '),
      param.required ? `${param.type}, required` : param.type,
      param.description + (param.example === undefined ? '' : `, e.g. \`${param.name}:${param.example}\``),
    ]);
    lines.push(table(['param', 'type', 'meaning'], rows));
  }
  const spelling = (alias: Directive['aliases'][number]) => `\`!!${alias.name.replace(/^core\./, '')}\``;
  const same = directive.aliases.filter((alias) => !alias.old).map(spelling);
  const old = directive.aliases.filter((alias) => alias.old).map(spelling);
  if (same.length > 0) lines.push(`Also written ${same.join(', ')}.`, '');
  if (old.length > 0) lines.push(`Old spellings, understood with a warning: ${old.join(', ')}.`, '');
  for (const { script, files, plan } of directive.examples) {
    lines.push(fence('heroscript', script));
    for (const [file, content] of Object.entries(files ?? {})) {
      lines.push(`with \`${file}\``, '', fence('heroscript', content));
    }
    lines.push(fence('text', plan));
  }
  return lines.join('\n');
}

function table(head: string[], rows: string[][]): string {
  const cell = (value: string) => value.replaceAll('|', '\\|');
  const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

function fence(language: string, content: string): string {
  return `\`\`\`${language}\n${content.trimEnd()}\n\`\`\`\n`;
}

function anchor(directive: Directive): string {
  return directiveName(directive).replaceAll('.', '');
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

if (process.argv.includes('--check')) {
  if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
    console.error('docs/directives.md is out of date: run node scripts/gen-directives.ts');
    process.exit(1);
  }
} else {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
