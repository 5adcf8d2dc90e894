// The words that only the store, the actors or a table know: jobs, runs, actors, codes.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { briefGuid } from '../../print/brief.ts';
import { jobStates } from '../../records/words.ts';
import { type Door, settingsOf } from '../door.ts';
import type { Candidate } from './context.ts';

/**
 * For the name of an argument or of a flag's value: its words, or `files` to let the shell find a path. `typed`: the words
 * of the line so far.
 */
export async function wordsOf(kind: string, door: Door, typed: readonly string[]): Promise<Candidate[] | 'files'> {
  const find = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  return find === undefined ? [] : find(door, typed);
}

const files = async () => 'files' as const;

const kinds: Record<string, (door: Door, typed: readonly string[]) => Promise<Candidate[] | 'files'>> = {
  inputs: files,
  file: files,
  files,
  dir: files,
  address: files,
  job: jobs,
  jobs,
  'job-or-run': async (door) => [...(await runs(door)), ...(await jobs(door))],
  run: runs,
  actor: actors,
  agent: agents,
  schedule: schedules,
  secret: secrets,
  label: labels,
  glob: actionNames,
  states: async () => jobStates.map((word) => ({ word, description: '' })),
  topic: async () => {
    const { topicNames } = await import('../commands/help.ts');
    return topicNames.map((word) => ({ word, description: 'topic' }));
  },
  code: async () => {
    const { codes } = await import('../../diagnostics/codes.ts');
    return Object.entries(codes).map(([word, { title }]) => ({ word, description: title }));
  },
};

/** Of the scripts that are named in the line. */
async function actionsIn(door: Door, typed: readonly string[]) {
  const { loadScripts } = await import('../../script/load.ts');
  const inputs = typed
    .slice(1, -1)
    .filter((word) => existsSync(resolve(door.cwd, word)))
    .map((path) => ({ kind: 'path' as const, path }));
  const { scripts } = await loadScripts(inputs, { cwd: door.cwd });
  const { scriptsIn } = await import('../../script/ast.ts');
  return [...scriptsIn(scripts)].flatMap(({ actions }) => actions);
}

async function labels(door: Door, typed: readonly string[]): Promise<Candidate[]> {
  const found = await actionsIn(door, typed);
  return found.flatMap((action) => {
    const label = action.params.find(({ key }) => key === 'job.name')?.value.text;
    return label === undefined ? [] : [{ word: label, description: `${action.actor}.${action.action}` }];
  });
}

async function actionNames(door: Door, typed: readonly string[]): Promise<Candidate[]> {
  const found = await actionsIn(door, typed);
  const names = new Set(found.map(({ actor, action }) => `${actor}.${action}`));
  return [...names].map((word) => ({ word, description: '' }));
}

/** The last ones; a guid's end is how people name it. No params are told of them, so none need be hidden. */
async function recentJobs(door: Door) {
  const { listJobs } = await import('../../app/use-cases/jobs.ts');
  const answer = await listJobs(settingsOf(door, {}), { all: true, limit: 30, reveal: true });
  return answer.ok ? answer.value : [];
}

async function jobs(door: Door): Promise<Candidate[]> {
  const found = await recentJobs(door);
  return found.map(({ job, outcome }) => ({
    word: briefGuid(job.guid),
    description: `${outcome.label ?? ''} ${job.actor}.${job.action} ${job.status.status}`.trim(),
  }));
}

async function runs(door: Door): Promise<Candidate[]> {
  const names = new Set((await recentJobs(door)).flatMap(({ outcome }) => outcome.run ?? []));
  return [...names].map((word) => ({ word, description: 'run' }));
}

async function agents(door: Door): Promise<Candidate[]> {
  const { listAgents } = await import('../../app/use-cases/agents.ts');
  const answer = await listAgents(settingsOf(door, {}));
  if (!answer.ok) return [];
  // That of a run has no name that could be typed.
  return answer.value.agents.map(({ name, pubkey, state }) => ({
    word: /^[\w.-]+$/.test(name) ? name : pubkey.slice(0, 12),
    description: state,
  }));
}

async function schedules(door: Door): Promise<Candidate[]> {
  const { listSchedules } = await import('../../app/use-cases/schedules.ts');
  const answer = await listSchedules(settingsOf(door, {}), true);
  return answer.ok ? answer.value.map(({ schedule: { name, cron } }) => ({ word: name, description: cron })) : [];
}

async function secrets(door: Door): Promise<Candidate[]> {
  const { secretNames } = await import('../../app/use-cases/secrets.ts');
  const found = secretNames(settingsOf(door, {}));
  return found.ok ? found.value.map((word) => ({ word, description: 'secret' })) : [];
}

async function actors(door: Door): Promise<Candidate[]> {
  const { listActors } = await import('../../app/use-cases/actors.ts');
  const found = await listActors(settingsOf(door, {}), door.entry);
  return found.actors.flatMap((actor) => [
    { word: actor.name, description: actor.description },
    ...[...actor.actions].map(([name, action]) => ({
      word: `${actor.name}.${name}`,
      description: action.signature.description,
    })),
  ]);
}
