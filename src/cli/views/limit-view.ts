// `hero limit …`: limits, a line each.

import { formatBytes } from '../../print/format.ts';
import { type Cell, renderTable } from '../../print/table.ts';
import type { Screens } from './view.ts';

type NamedLimit = import('../../app/use-cases/limits.ts').NamedLimit;
type LimitSet = import('../../app/use-cases/limits.ts').LimitSet;

export function limitListView(limits: readonly NamedLimit[], { stdout, stderr }: Screens): void {
  if (limits.length === 0) {
    stderr.write('no limits\n');
    return;
  }
  const { look, columns: width } = stdout;
  const rows = limits.map(({ shown, kind, max, used, waiting }): Cell[] =>
    kind === 'store'
      ? [shown, formatBytes(max), formatBytes(used), look.glyphs.dash]
      : [shown, String(max), String(used), String(waiting)],
  );
  const columns = [
    { head: 'limit', min: 12 },
    { head: 'at most', align: 'right' as const },
    { head: 'now', align: 'right' as const },
    { head: 'held back', align: 'right' as const },
  ];
  stdout.write(`${renderTable(columns, rows, { look, width }).join('\n')}\n`);
}

export function limitSetView(what: string, { limit, doubt }: LimitSet, { stderr }: Screens): void {
  const { kind, max } = limit;
  const most = kind === 'store' ? formatBytes(max) : `${max} ${max === 1 ? 'job' : 'jobs'} at the same time`;
  stderr.write(`${what}: at most ${most}\n`);
  if (doubt?.what === 'full') {
    const help = 'make room with hero job prune, or give more, such as 10GB';
    stderr.write(`it takes ${formatBytes(doubt.usedBytes)} already, so it refuses jobs until it is below; ${help}\n`);
  }
  if (doubt?.what === 'unoffered') {
    const suggestion = doubt.suggestion === undefined ? '' : `; ${doubt.suggestion}`;
    stderr.write(`nobody has offered the actor ${limit.name} in this store so far${suggestion}\n`);
  }
}
