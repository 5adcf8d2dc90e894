// Mending a text: the safe fixes of its diagnostics, as far as they do not overlap.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';

export interface Mended {
  text: string;
  /** Fixes that were done. One that overlaps another one waits for the next time. */
  done: number;
}

/** `diagnostics` are those of this text; what has no safe fix is left alone. */
export function applyFixes(text: string, diagnostics: readonly Diagnostic[]): Mended {
  const fixes = diagnostics.flatMap(({ fixes: all = [] }) => {
    const edits = all.find(({ safe }) => safe)?.edits.toSorted((a, b) => a.start - b.start) ?? [];
    const [first] = edits;
    return first === undefined ? [] : [{ start: first.start, edits }];
  });
  let out = '';
  let at = 0;
  /** Behind it the next fix may begin. */
  let reached = -1;
  let done = 0;
  for (const { start, edits } of fixes.sort((a, b) => a.start - b.start)) {
    if (start <= reached) continue;
    for (const edit of edits) {
      out += text.slice(at, edit.start) + edit.text;
      at = edit.end;
    }
    reached = at;
    done += 1;
  }
  return { text: out + text.slice(at), done };
}
