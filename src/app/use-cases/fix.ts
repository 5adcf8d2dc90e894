// `hero check --fix`: mends what can be mended without asking, in all files, until nothing more can.

import { resolve, sep } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Source } from '../../diagnostics/source.ts';
import { replaceFile } from '../../ground/replace-file.ts';
import { applyFixes } from '../../script/fix.ts';
import { cannotWrite } from '../../script/read.ts';
import { type Checked, type CheckRequest, checkScripts } from './check.ts';

export interface Fixed extends Checked {
  /** Files that were changed, by name, and how many problems were mended in each. */
  mended: Map<string, number>;
}

/** A fix may bring the next problem to light, or wait for another one; this often is more than enough. */
const maxRounds = 100;

/** Files are replaced as a whole. What does not come from a file is checked alone. */
export async function fixScripts(request: CheckRequest): Promise<Fixed> {
  const all = new Map<string, number>();
  for (let round = 0; ; round += 1) {
    const checked = await checkScripts(request);
    const failures: Diagnostic[] = [];
    let done = 0;
    for (const [source, problems] of bySource(checked.diagnostics, request.settings.gitCache)) {
      const mended = applyFixes(source.text, problems);
      if (mended.done === 0) continue;
      try {
        await replaceFile(resolve(request.settings.cwd, source.name), mended.text);
        done += mended.done;
        all.set(source.name, (all.get(source.name) ?? 0) + mended.done);
      } catch (error) {
        failures.push(cannotWrite(error, source.name));
      }
    }
    if (done > 0 && failures.length === 0 && round < maxRounds) continue;
    return { ...checked, diagnostics: [...checked.diagnostics, ...failures], mended: all };
  }
}

function bySource(diagnostics: readonly Diagnostic[], fetched: string): Map<Source, Diagnostic[]> {
  const found = new Map<Source, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const source = diagnostic.span?.source;
    // The names of texts that are no files, such as <stdin>.
    if (source === undefined || source.name.startsWith('<')) continue;
    // What was fetched is as others have it.
    if (source.name.startsWith(`${fetched}${sep}`)) continue;
    const others = found.get(source);
    if (others === undefined) found.set(source, [diagnostic]);
    else others.push(diagnostic);
  }
  return found;
}
