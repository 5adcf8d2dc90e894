// `hero explain`: the explanations as paragraphs and examples, or the list of codes.

import type { Explained } from '../../diagnostics/explain.ts';
import type { Example, Situation } from '../../diagnostics/explanations/explanation.ts';
import { columnWidth } from '../../diagnostics/visible.ts';
import type { Look } from '../../print/style.ts';
import type { Screens } from './view.ts';

const widest = 100;

export function explainListView(all: readonly Explained[], { stdout }: Pick<Screens, 'stdout'>): void {
  const { style } = stdout.look;
  const lines = all.map(({ code, severity, title }) => {
    return `${style[severity](code)}  ${style.dim(severity.padEnd(7))}  ${title}`;
  });
  stdout.write(`${lines.join('\n')}\n`);
}

export function explainView(all: readonly Explained[], { stdout }: Pick<Screens, 'stdout'>): void {
  const width = Math.min(widest, Number.isFinite(stdout.columns) ? stdout.columns : widest);
  const blocks = all.map((one) => explain(one, stdout.look, width));
  stdout.write(`${blocks.join('\n\n')}\n`);
}

function explain({ code, severity, title, cause, bad, good }: Explained, look: Look, width: number): string {
  const { style } = look;
  const lines = [`${style[severity](`${severity}[${code}]`)}: ${style.strong(title)}`, '', ...wrap(cause, width)];
  const show = (name: string, example: Example | Situation) => {
    lines.push('', style.strong(name), ...exampleLines(example, look, width).map((line) => `  ${line}`.trimEnd()));
  };
  show('Wrong', bad);
  show('Right', good);
  return lines.join('\n');
}

function exampleLines(example: Example | Situation, look: Look, width: number): string[] {
  if ('situation' in example) return wrap(example.situation, width - 2);
  const { script, files = {}, shell } = example;
  const named = Object.entries({ ...(script === undefined ? {} : { 'example.hero': script }), ...files });
  const lines: string[] = [];
  for (const [name, text] of named) {
    if (named.length > 1 || shell !== undefined) lines.push(look.style.dim(name));
    lines.push(...text.trimEnd().split('\n'), '');
  }
  if (shell !== undefined) lines.push(...shell.split('\n').map((line) => `${look.style.dim('$')} ${line}`));
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && columnWidth(line) + 1 + columnWidth(word) > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
