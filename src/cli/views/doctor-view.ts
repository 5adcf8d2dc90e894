// `hero doctor`: a line for each thing that was looked at, and what to do where it is not well.

import type { Check } from '../../app/use-cases/doctor.ts';
import { plural } from '../../print/format.ts';
import { renderPairs } from '../../print/pairs.ts';
import { type Cell, renderTable } from '../../print/table.ts';
import type { Screens } from './view.ts';

export function doctorView(checks: readonly Check[], { stdout }: Screens): void {
  const { look } = stdout;
  const { glyphs, style } = look;
  // Paths and hints are to be copied, so nothing is cut.
  const width = Number.POSITIVE_INFINITY;
  const rows = checks.map(({ name, ok, detail }): Cell[] => [
    { text: ok ? glyphs.ok : glyphs.error, paint: ok ? style.ok : style.error },
    name,
    detail,
  ]);
  const table = renderTable([{}, {}, {}], rows, { look, width });
  const lines = checks.flatMap(({ help }, i) => {
    const line = table[i] ?? '';
    return help === undefined ? [line] : [line, ...renderPairs([['help', help]], look, width, 3)];
  });
  const bad = checks.filter(({ ok }) => !ok).length;
  const verdict = bad === 0 ? style.ok('ok') : style.error('not well');
  const counts = bad === 0 ? plural(checks.length, 'check') : `${bad} of ${plural(checks.length, 'check')} failed`;
  stdout.write(`${[...lines, '', `${style.strong(verdict)}  ${counts}`].join('\n')}\n`);
}
