// `hero acl test`: which cases of a policy test came out as expected.

import { plural } from '../../print/format.ts';
import { type Cell, renderTable } from '../../print/table.ts';
import type { Screens } from './view.ts';

export interface AclCase {
  id: string;
  expected: string;
  got: string;
  code: string;
  pass: boolean;
}

/** More passing cases than this are only counted. */
const shownAtMost = 40;

export function aclTestView(cases: readonly AclCase[], { stdout }: Screens): void {
  const { look, columns: width } = stdout;
  const { glyphs, style } = look;
  const failed = cases.filter(({ pass }) => !pass);
  const shown = cases.length <= shownAtMost ? cases : failed;
  const rows = shown.map(({ id, expected, got, code, pass }): Cell[] => [
    { text: pass ? glyphs.ok : glyphs.error, paint: pass ? style.ok : style.error },
    id,
    pass ? { text: got, paint: style.dim } : `expected ${expected}, got ${got}`,
    { text: code, paint: style.dim },
  ]);
  const lines = renderTable([{}, { min: 12 }, { min: 10 }, { rank: 1 }], rows, { look, width });
  if (lines.length > 0) lines.push('');
  const verdict =
    failed.length === 0
      ? `${style.strong(style.ok('ok'))}  ${plural(cases.length, 'case')}`
      : `${style.strong(style.error('failed'))}  ${cases.length - failed.length} passed  ${failed.length} failed`;
  stdout.write(`${[...lines, verdict].join('\n')}\n`);
}
