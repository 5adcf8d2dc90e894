// Mending a text: the safe fixes of its diagnostics, as far as they do not overlap.

import type { Diagnostic, Edit } from '../diagnostics/diagnostic.ts';

export interface Mended {
  text: string;
  /** Fixes that were done. One that overlaps another one waits for the next time. */
  done: number;
}

/** `diagnostics` are those of this text; what has no safe fix is left alone. */
export function applyFixes(text: string, diagnostics: readonly Diagnostic[]): Mended {
  const edits: Edit[] = [];
  let done = 0;
  for (const { fixes = [] } of diagnostics) {
    const fix = fixes.find(({ safe }) => safe);
    if (fix === undefined || fix.edits.some((edit) => edits.some((other) => overlap(edit, other)))) continue;
    edits.push(...fix.edits);
    done += 1;
  }
  let out = '';
  let at = 0;
  for (const { start, end, text: inserted } of edits.sort((a, b) => a.start - b.start)) {
    out += text.slice(at, start) + inserted;
    at = end;
  }
  return { text: out + text.slice(at), done };
}

function overlap(a: Edit, b: Edit): boolean {
  return a.start === b.start || (a.start < b.end && b.start < a.end);
}
