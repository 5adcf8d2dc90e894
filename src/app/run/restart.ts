// The command that begins a script again at the job that failed, where there is one that would work.

import type { Plan, Step } from '../../plan/plan.ts';
import type { RunJobState } from './job-state.ts';

/** Undefined: no file of its own, the first of it, or what comes later uses a result of what came before. */
export function restartCommand({ step, line }: RunJobState, { steps, files }: Plan): string | undefined {
  const [file] = files;
  const at = steps.indexOf(step);
  if (at <= 0 || files.length !== 1 || file === undefined || step.written.span.source.name !== file) return undefined;
  // A name that a shell would read otherwise is left to the person.
  if (!/^[\w./-]+$/.test(file)) return undefined;
  const before = new Set(steps.slice(0, at).flatMap((other) => (other.kind === 'job' ? [other.n] : [])));
  if (steps.slice(at).some((later) => usesOneOf(later, before))) return undefined;
  return `hero run ${file} --from ${step.label.startsWith('#') ? line : step.label}`;
}

function usesOneOf({ references }: Step, jobs: ReadonlySet<number>): boolean {
  return references.some(({ job }) => jobs.has(job));
}
