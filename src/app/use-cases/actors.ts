// `hero actor …`: the actors this folder has, with their params and examples.

import type { Actor } from '../../actors/actor.ts';
import { loadActors } from '../../actors/load.ts';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { findActorsDir, type Settings } from '../settings.ts';

/** Actors that cannot be loaded are in the diagnostics; the others are listed. */
export async function listActors(
  settings: Settings,
  entry: string,
): Promise<{ actors: Actor[]; diagnostics: Diagnostic[] }> {
  const { actors, diagnostics } = await loadActors(findActorsDir(settings, []), { entry });
  return { actors: [...actors.values()].sort((a, b) => a.name.localeCompare(b.name)), diagnostics };
}

/** `name`: an actor, or `actor.action`, which narrows it down to that action. What is wrong with other actors does not matter. */
export async function showActor(
  settings: Settings,
  entry: string,
  name: string,
): Promise<{ actor?: Actor; diagnostics: Diagnostic[] }> {
  const { actors, diagnostics } = await listActors(settings, entry);
  const [actorName = '', actionName] = name.split('.', 2);
  const actor = actors.find((candidate) => candidate.name === actorName);
  if (actor === undefined) {
    // It may be one of those that could not be loaded.
    if (hasErrors(diagnostics)) return { diagnostics };
    const help =
      didYouMean(
        actorName,
        actors.map((candidate) => candidate.name),
      ) ?? 'hero actor ls  lists them';
    return { diagnostics: [{ code: 'HS0201', severity: 'error', message: `there is no actor ${actorName}`, help }] };
  }
  if (actionName === undefined) return { actor, diagnostics };
  const action = actor.actions.get(actionName);
  if (action === undefined) {
    const help = didYouMean(actionName, actor.actions.keys()) ?? `it has ${[...actor.actions.keys()].join(', ')}`;
    const message = `${actorName} has no action ${actionName}`;
    return { diagnostics: [{ code: 'HS0202', severity: 'error', message, help }] };
  }
  return { actor: { ...actor, actions: new Map([[actionName, action]]) }, diagnostics };
}
