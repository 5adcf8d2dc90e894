// `hero limit …`: limits, a line each.

import { formatBytes } from '../../print/format.ts';
import { type Cell, renderTable } from '../../print/table.ts';
import type { Screens } from './view.ts';

type Limit = Awaited<ReturnType<import('../../store/ports.ts').Store['limits']>>[number];

export function limitListView(limits: readonly Limit[], { stdout, stderr }: Screens): void {
  if (limits.length === 0) {
    stderr.write('no limits\n');
    return;
  }
  const { look, columns: width } = stdout;
  const rows = limits.map((limit): Cell[] => [what(limit), most(limit)]);
  stdout.write(`${renderTable([{ head: 'limit' }, { head: 'at most' }], rows, { look, width }).join('\n')}\n`);
}

export function limitSetView(limit: Limit, { stderr }: Screens): void {
  stderr.write(`${what(limit)}: at most ${most(limit)}\n`);
}

function what({ kind, name }: Limit): string {
  return kind === 'store' ? 'store' : `${kind}:${name}`;
}

function most({ kind, max }: Limit): string {
  return kind === 'store' ? formatBytes(max) : String(max);
}
