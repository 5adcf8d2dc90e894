// Writes docs/diagnostics.md from the table of codes and their explanations. `--check` only compares.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Explained, explainAll } from '../src/diagnostics/explain.ts';
import type { Example, Situation } from '../src/diagnostics/explanations/explanation.ts';

const target = join(import.meta.dirname, '../docs/diagnostics.md');

const chapters: Record<string, string> = {
  '00': 'The text of a script',
  '01': 'What other programs would understand in another way',
  '02': 'The meaning of a script',
  '03': 'Who may do what, and who could do it',
  '04': 'How a job can end',
  '06': 'What a command was given to work with',
  '07': 'The store',
};

const all = explainAll();
const unnamed = all.filter(({ code }) => chapters[code.slice(2, 4)] === undefined);
if (unnamed.length > 0) throw new Error(`no chapter for ${unnamed.map(({ code }) => code).join(', ')}`);

const text = `<!-- Made by scripts/gen-diagnostics.ts from src/diagnostics/; do not edit. -->

# Diagnostics

Every problem has a code. \`hero check\` tells those of a script, each with its place and with what to do, and
\`hero explain CODE\` prints what stands here. An error keeps a script from being run; a warning and a remark (info) do not.
A line with \`// hero-ignore CODE\` above it, or a file with \`!!lint.configure off:CODE\`, leaves out a warning or a remark.

${Object.entries(chapters).map(contents).join('\n')}
${Object.entries(chapters).map(chapter).join('\n')}`;

function contents([digits, title]: [string, string]): string {
  const rows = inChapter(digits).map(
    (one) => `| [${one.code}](#${one.code.toLowerCase()}) | ${one.severity} | ${one.title} |\n`,
  );
  return `**${title}**\n\n| code | | |\n| --- | --- | --- |\n${rows.join('')}`;
}

function chapter([digits, title]: [string, string]): string {
  return `## ${title}\n\n${inChapter(digits).map(section).join('\n')}`;
}

function inChapter(digits: string): Explained[] {
  return all.filter(({ code }) => code.slice(2, 4) === digits);
}

function section({ code, severity, title, cause, bad, good }: Explained): string {
  return `### ${code}\n\n**${title}** (${severity}). ${cause}\n\nWrong:\n\n${show(bad)}\nRight:\n\n${show(good)}`;
}

function show(example: Example | Situation): string {
  if ('situation' in example) return `> ${example.situation}\n`;
  const { script, files = {}, shell } = example;
  const parts: string[] = [];
  if (script !== undefined) parts.push(fence('heroscript', script));
  for (const [name, content] of Object.entries(files)) parts.push(`\`${name}\`:\n\n${fence('text', content)}`);
  if (shell !== undefined) parts.push(fence('sh', shell));
  return parts.join('\n');
}

function fence(language: string, content: string): string {
  return `\`\`\`${language}\n${content.trimEnd()}\n\`\`\`\n`;
}

if (process.argv.includes('--check')) {
  if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
    console.error('docs/diagnostics.md is out of date: run node scripts/gen-diagnostics.ts');
    process.exit(1);
  }
} else {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
