// What a user writes in place of an action while a run asks: read, planned and decided as the script was.

import type { Action } from '../../script/ast.ts';
import type { PreparedRun } from './prepare.ts';
import type { Steps } from './stepper.ts';

/** Edits add up. Nothing changes where an edit is refused. */
export function editorOf(ready: PreparedRun, markdown: 'all' | 'fenced' | undefined): Steps['edit'] {
  let { scripts, plan } = ready;
  return async (step, text) => {
    const { editAction } = await import('./edit-action.ts');
    const edited = editAction(scripts, step.written, occurrenceOf(step.written, step.n, plan.jobs), text, markdown);
    if (!edited.ok) return { ...edited, problems: edited.diagnostics };
    const { authorised, diagnostics } = await ready.replan(edited.scripts);
    // What is odd elsewhere was told when the run began.
    const news = diagnostics.filter(({ severity, span }) => severity === 'error' || span?.source === edited.source);
    const problems = [...edited.diagnostics, ...news];
    if (authorised === undefined) return { problems };
    if (authorised.plan.jobs.map(({ n }) => n).join() !== plan.jobs.map(({ n }) => n).join()) {
      return { problems, note: 'the text has to be one action that is run; nothing is changed' };
    }
    ({ scripts } = edited);
    ({ plan } = authorised);
    return { authorised, problems };
  };
}

/** Which occurrence of the same action it is, from 0: a file that is included twice has it twice. */
function occurrenceOf(action: Action, n: number, jobs: PreparedRun['plan']['jobs']): number {
  return jobs.filter((job) => job.n < n && job.written === action).length;
}
