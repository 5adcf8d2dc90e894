// `hero cat`: the text itself for programs, with colours and line numbers for people, as a page for browsers.

import type { ShownText } from '../../app/use-cases/cat.ts';
import { codeLines, paintLine } from '../../print/code.ts';
import type { Screens } from './view.ts';

export interface CatModes {
  html: boolean;
  number: boolean;
}

export async function catView(
  texts: readonly ShownText[],
  { html, number }: CatModes,
  { stdout }: Screens,
): Promise<void> {
  if (html) {
    const { codePage } = await import('../../print/code-page.ts');
    if (texts.length > 0) stdout.write(codePage(texts.map(named), number));
    return;
  }
  const { look, isTTY } = stdout;
  const isExact = !isTTY && !look.colour && !number;
  for (const [i, { source, spans }] of texts.entries()) {
    if (isExact) {
      stdout.write(source.text);
      continue;
    }
    if (texts.length > 1) stdout.write(`${i === 0 ? '' : '\n'}${look.style.strong(source.name)}\n\n`);
    const lines = codeLines(source.text, spans);
    const width = String(lines.length).length;
    for (const [index, line] of lines.entries()) {
      const margin = number ? look.style.dim(`${String(index + 1).padStart(width)}  `) : '';
      stdout.write(`${margin}${paintLine(line, look)}\n`);
    }
  }
}

function named({ source, spans }: ShownText) {
  return { name: source.name, text: source.text, spans };
}
