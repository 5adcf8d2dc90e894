// Names and values below one another, for the page of one thing.

import { columnWidth } from '../diagnostics/visible.ts';
import type { Look } from './style.ts';
import { type Cell, fillTo, layLine } from './table.ts';

/** A value of several lines goes on below itself; a pair whose value is '' is left out. */
export type Pair = [name: string, value: Cell];

export function renderPairs(
  pairs: readonly Pair[],
  look: Look,
  width = Number.POSITIVE_INFINITY,
  indent = 2,
): string[] {
  const shown = pairs.filter(([, value]) => textOf(value) !== '');
  const column = shown.reduce((most, [name]) => Math.max(most, columnWidth(name)), 0);
  const lines: string[] = [];
  for (const [name, value] of shown) {
    const paint = typeof value === 'string' ? undefined : value.paint;
    for (const [i, text] of textOf(value).split('\n').entries()) {
      const head = fillTo(i === 0 ? name : '', column, look);
      const cells: Cell[] = [' '.repeat(indent), { text: head, paint: look.style.dim }, '  ', { text, paint }];
      lines.push(layLine(cells, width, look).trimEnd());
    }
  }
  return lines;
}

function textOf(value: Cell): string {
  return typeof value === 'string' ? value : value.text;
}
