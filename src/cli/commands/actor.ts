// `hero actor …`: which actions there are, with their params and examples.

import type { Command } from 'commander';
import { type Door, fail, type GlobalFlags, settingsOf, writeJson } from '../door.ts';
import { withActors, withStore } from '../options.ts';

export function actorCommand(program: Command, door: Door): void {
  const actor = program.command('actor').description('the actors of this folder, their actions and params');
  const ls = actor.command('ls').description('list actors and their actions').option('--json', 'an array');
  withActors(withStore(ls)).action(async (flags: GlobalFlags) => {
    const { listActors } = await import('../../app/use-cases/actors.ts');
    const { actors, diagnostics } = await listActors(settingsOf(door, flags), door.entry);
    const { actorListView, actorToJson } = await import('../views/actor-view.ts');
    if (flags.json === true) writeJson(door, actors.map(actorToJson));
    else actorListView(actors, door);
    await fail(door, diagnostics);
  });
  const show = actor
    .command('show <actor>')
    .description('show an actor, or actor.action')
    .option('--json', 'one object');
  withActors(withStore(show)).action(async (name: string, flags: GlobalFlags) => {
    const { showActor } = await import('../../app/use-cases/actors.ts');
    const shown = await showActor(settingsOf(door, flags), door.entry, name);
    if (shown.actor === undefined) return fail(door, shown.diagnostics);
    const { actorDetailView, actorToJson } = await import('../views/actor-view.ts');
    if (flags.json === true) writeJson(door, actorToJson(shown.actor));
    else actorDetailView(shown.actor, door);
  });
}
