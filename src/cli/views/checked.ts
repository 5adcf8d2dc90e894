// What `hero check` found, as its views get it.

import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';

export interface Checked {
  diagnostics: readonly Diagnostic[];
  /** Those the scripts leave out. */
  ignored: readonly Diagnostic[];
  /** How much there was to check. */
  jobs: number;
  /** Names of the scripts, as they were given. */
  files: readonly string[];
  /** Warnings count as errors do. */
  denyWarnings: boolean;
  /** How many of a file people are shown; the rest is counted. */
  maxErrors: number;
  /** How many problems were mended in which file; undefined when nobody asked for it. */
  mended: ReadonlyMap<string, number> | undefined;
  cwd: string;
}

/** Errors, and warnings when they are denied. */
export function isRefused({ diagnostics, denyWarnings }: Pick<Checked, 'diagnostics' | 'denyWarnings'>): boolean {
  return hasErrors(diagnostics) || (denyWarnings && diagnostics.some(({ severity }) => severity === 'warning'));
}
