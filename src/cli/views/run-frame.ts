// What stands above and below the rows of the live view: which run it is, how far it is.

import type { RunStart } from '../../app/events.ts';
import { columnWidth } from '../../diagnostics/visible.ts';
import { formatDuration } from '../../print/format.ts';
import { type Cell, layLine } from '../../print/table.ts';
import type { Terminal } from '../../print/terminal.ts';
import { personName, type ViewContext } from './view.ts';

export function headerLine(
  { files, jobs, circle, context, as, dry, store }: RunStart,
  width: number,
  view: ViewContext,
): string {
  const { look } = view.out;
  const { dim, strong } = look.style;
  const [first = '', ...others] = files;
  const more = others.length === 0 ? '' : ` +${others.length}`;
  const where = dry ? `dry run against ${store}` : `circle ${circle}/${context}`;
  const cells: Cell[] = [
    { text: first + more, paint: strong },
    `  ${jobs} action${jobs === 1 ? '' : 's'}`,
    { text: `  ${where}  as ${personName(view, as)}`, paint: dim },
  ];
  return layLine(cells, width, look);
}

export interface Progress {
  done: number;
  jobs: number;
  running: number;
  failed: number;
  /** Since the run began. */
  ms: number;
  /** Which keys do what; left out where there is no room. */
  hint: string;
}

export function footerLines(
  { done, jobs, running, failed, ms, hint }: Progress,
  width: number,
  { look, rows }: Terminal,
): string[] {
  const { style } = look;
  const left = `  ${done}/${jobs} done  ${running} running  `;
  const failures = `${failed} failed`;
  const elapsed = formatDuration(ms);
  const room = Math.min(width, 78) - columnWidth(left + failures) - 2;
  const full = `${elapsed}  ${hint}`;
  const right = full.length <= room ? full : elapsed;
  const blanks = Math.max(2, room + 2 - right.length);
  const cells: Cell[] = [
    left,
    { text: failures, paint: failed > 0 ? style.error : undefined },
    ' '.repeat(blanks),
    { text: right, paint: style.dim },
  ];
  const line = layLine(cells, width, look);
  return rows < 8 ? [line] : ['', line];
}
