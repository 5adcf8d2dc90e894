// One action of loaded scripts, written anew by its user: the text around it stays, so that every place is where it was.

import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { Source } from '../../diagnostics/source.ts';
import type { Action, LoadedScript } from '../../script/ast.ts';
import { parseScript } from '../../script/parse.ts';
import { replaceIn } from '../../script/replace.ts';

export type EditedScripts =
  | { ok: true; scripts: LoadedScript[]; source: Source; diagnostics: Diagnostic[] }
  /** `note`: why it is no action, where no diagnostic says it. */
  | { ok: false; diagnostics: Diagnostic[]; note?: string };

/** `which`: of the occurrences of the action, from 0; a file that is included twice has it twice. */
export function editAction(
  scripts: readonly LoadedScript[],
  action: Action,
  which: number,
  text: string,
  markdown: 'all' | 'fenced' | undefined,
): EditedScripts {
  const { source, start, end } = action.span;
  const said = text.trimEnd();
  const edited = new Source(source.name, source.text.slice(0, start) + said + source.text.slice(end));
  const script = parseScript(edited, markdown === undefined ? {} : { markdown });
  const isInside = (at: number) => at >= start && at <= start + said.length;
  const diagnostics = script.diagnostics.filter(({ span, severity }) => {
    return severity === 'error' || (span !== undefined && isInside(span.start));
  });
  if (hasErrors(diagnostics)) return { ok: false, diagnostics };
  const [found, ...others] = script.actions.filter(({ span }) => isInside(span.start));
  if (found === undefined || others.length > 0) {
    return { ok: false, diagnostics, note: 'the text has to be one action; nothing is changed' };
  }
  let left = which;
  const inScript = (loaded: LoadedScript): LoadedScript => {
    let isHere = false;
    const items = loaded.items.map((item) => {
      if (item.kind === 'include') return { ...item, scripts: item.scripts.map(inScript) };
      if (item.action !== action) return item;
      left -= 1;
      if (left !== -1) return item;
      isHere = true;
      return { ...item, action: replaceIn(found, loaded.replacements ?? new Map()) };
    });
    return { ...loaded, items, ...(isHere ? { script } : {}) };
  };
  return { ok: true, scripts: scripts.map(inScript), source: edited, diagnostics };
}
