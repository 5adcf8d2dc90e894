// Loads actors in a plain Node, as the command does: a test runner has ways of its own to import modules.

import { ActionError } from '../../src/actors/actor.ts';
import { loadActors } from '../../src/actors/load.ts';
import { renderDiagnostics } from '../../src/diagnostics/render.ts';
import { startTrial } from './context.ts';

export interface HostRequest {
  folder: string;
  entry: string;
  run?: { actor: string; action: string; params: Record<string, string> };
}

export interface HostAnswer {
  /** Without the built-in ones. */
  actors: { name: string; origin: string; params: unknown }[];
  /** As they are printed; '' when nothing is wrong. */
  problems: string;
  severities: string[];
  check?: unknown;
  value?: unknown;
  failed?: { message: string; code: number; isActionError: boolean };
}

process.on('message', async ({ folder, entry, run }: HostRequest) => {
  const { actors, diagnostics } = await loadActors(folder, { entry });
  const answer: HostAnswer = {
    actors: [...actors.values()]
      .filter(({ origin }) => origin !== 'core')
      .map(({ name, origin, actions }) => ({
        name,
        origin,
        params: Object.fromEntries([...actions].map(([action, { signature }]) => [action, signature.params])),
      })),
    problems: renderDiagnostics(diagnostics),
    severities: diagnostics.map(({ code, severity }) => `${severity} ${code}`),
  };
  const action = run === undefined ? undefined : actors.get(run.actor)?.actions.get(run.action);
  if (action !== undefined && run !== undefined) {
    answer.check = action.check(run.params);
    try {
      answer.value = await action.execute(run.params, startTrial().context);
    } catch (error) {
      const { message, code } = error as ActionError;
      answer.failed = { message, code, isActionError: error instanceof ActionError };
    }
  }
  process.send?.(answer);
});
