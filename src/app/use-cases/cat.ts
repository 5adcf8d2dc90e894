// `hero cat`: the texts of scripts, and what each part of them is.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Source } from '../../diagnostics/source.ts';
import { type ClassifiedSpan, highlight } from '../../script/highlight.ts';
import type { ScriptInput } from '../../script/load.ts';
import { readTexts } from '../../script/sources.ts';

export interface ShownText {
  source: Source;
  spans: ClassifiedSpan[];
}

/** Scripts with mistakes are shown as well; the diagnostics are of what cannot be read at all. */
export async function showTexts(request: {
  cwd: string;
  inputs: readonly ScriptInput[];
  markdown?: 'all' | 'fenced';
}): Promise<{ texts: ShownText[]; diagnostics: Diagnostic[] }> {
  const texts: ShownText[] = [];
  const diagnostics: Diagnostic[] = [];
  for await (const { read } of readTexts(request.inputs, request.cwd)) {
    if (!read.ok) diagnostics.push(read.diagnostic);
    else texts.push({ source: read.source, spans: highlight(read.source, request.markdown) });
  }
  return { texts, diagnostics };
}
