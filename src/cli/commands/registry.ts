// `hero service …` and `hero group …`.

import type { Command } from 'commander';
import { type Door, fail, type GlobalFlags, settingsOf, writeJson } from '../door.ts';
import { withStore } from '../options.ts';

const registry = () => import('../../app/use-cases/registry.ts');
const views = () => import('../views/registry-view.ts');

export function serviceCommand(program: Command, door: Door): void {
  const service = program.command('service').description('what is known of actors: actions, rights, agents');
  const list = service.command('ls').description('list services').option('--json', 'an array of {service, agents}');
  withStore(list).action(async (flags: GlobalFlags) => {
    const answer = await (await registry()).listServices(settingsOf(door, flags));
    if (!answer.ok) return fail(door, answer.diagnostics);
    if (flags.json === true) writeJson(door, answer.value);
    else (await views()).serviceListView(answer.value, door);
  });
  const show = service.command('show <actor>').description('show one service').option('--json', '{service, agents}');
  withStore(show).action(async (actor: string, flags: GlobalFlags) => {
    const answer = await (await registry()).showService(settingsOf(door, flags), actor);
    if (!answer.ok) return fail(door, answer.diagnostics);
    if (flags.json === true) writeJson(door, answer.value);
    else (await views()).serviceDetailView(answer.value, door);
  });
}

export function groupCommand(program: Command, door: Door): void {
  const group = program.command('group').description('named sets of keys and groups');
  const list = group.command('ls').description('list groups').option('--json', 'an array of records');
  withStore(list).action(async (flags: GlobalFlags) => {
    const answer = await (await registry()).listGroups(settingsOf(door, flags));
    if (!answer.ok) return fail(door, answer.diagnostics);
    if (flags.json === true) writeJson(door, answer.value);
    else (await views()).groupListView(answer.value, door);
  });
  const show = group.command('show <group>').description('show one group').option('--json', 'the record');
  withStore(show).action(async (name: string, flags: GlobalFlags) => {
    const answer = await (await registry()).showGroup(settingsOf(door, flags), name);
    if (!answer.ok) return fail(door, answer.diagnostics);
    if (flags.json === true) writeJson(door, answer.value);
    else (await views()).groupDetailView(answer.value, door);
  });
}
