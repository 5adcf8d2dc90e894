// What the exit code of every `hero` command means. Printed by `hero help exit-codes`.

import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { JobView } from '../records/outcome.ts';

export const exitCodes = {
  ok: 0,
  jobFailed: 1,
  usage: 2,
  invalid: 3,
  denied: 4,
  differences: 5,
  conflict: 6,
  unreachable: 7,
  internal: 70,
  output: 74,
  timeout: 124,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeMeanings: Record<ExitCode, string> = {
  0: 'all jobs ok or ignored',
  1: 'at least one job ended in error',
  2: 'usage: unknown flag, missing file, bad value',
  3: 'script invalid: nothing was submitted',
  4: 'denied by the access control, or unknown identity: nothing was submitted',
  5: 'differences found by fmt --check',
  6: 'conflict: something changed since it was looked at',
  7: 'no store, or no runner, can be reached',
  70: 'internal error, please report it',
  74: 'what was to be printed could not be written, such as to a full disk',
  124: 'timeout of a job, or of waiting for it',
  130: 'interrupted by Ctrl-C, after cleaning up',
  143: 'interrupted by SIGTERM, after cleaning up',
};

/** The exit code of a command that waited for these jobs. */
export function exitCodeOfJobs(ends: readonly JobView[]): ExitCode {
  const bad = ends.find(({ job, outcome }) => job.status.status === 'error' && !outcome.ignored);
  if (bad === undefined) return exitCodes.ok;
  const { outcome } = bad.outcome;
  if (outcome === 'timeout' || outcome === 'not_picked_up') return exitCodes.timeout;
  return outcome === 'denied' ? exitCodes.denied : exitCodes.jobFailed;
}

/** The exit code of a command that ends with these diagnostics before anything was done. */
export function exitCodeOfDiagnostics(diagnostics: readonly Diagnostic[]): ExitCode {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length === 0) return exitCodes.ok;
  const classes = new Set(errors.map((error) => (isOfCommandLine(error) ? exitCodes.usage : classOf(error.code))));
  // What the user has to mend first wins.
  const order = [exitCodes.usage, exitCodes.invalid, exitCodes.denied, exitCodes.unreachable] as const;
  return order.find((code) => classes.has(code)) ?? exitCodes.invalid;
}

/** Names and values that stand in a script have a place there. */
function isOfCommandLine({ code, span, file }: Diagnostic): boolean {
  return span === undefined && file === undefined && namesAndValues.has(code);
}

const namesAndValues: ReadonlySet<DiagnosticCode> = new Set([
  'HS0201',
  'HS0202',
  'HS0205',
  'HS0206',
  'HS0211',
  'HS0215',
  'HS0216',
]);

function classOf(code: DiagnosticCode): ExitCode {
  if (code === 'HS0601' || code === 'HS0602' || code === 'HS0603' || code === 'HS0604' || code === 'HS0609')
    return exitCodes.usage;
  if (code === 'HS0301' || code === 'HS0303' || code === 'HS0306' || code === 'HS0606') return exitCodes.denied;
  if (code === 'HS0704' || code === 'HS0608') return exitCodes.usage;
  if (code.startsWith('HS07')) return exitCodes.unreachable;
  return exitCodes.invalid;
}
