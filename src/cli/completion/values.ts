// The words that only the store, the actors or a table know: jobs, runs, actors, codes.

import { briefGuid } from '../../print/brief.ts';
import { jobStates } from '../../records/words.ts';
import { type Door, settingsOf } from '../door.ts';
import type { Candidate } from './place.ts';

/** For the name of an argument or of a flag's value: its words, or `files` to let the shell find a path. */
export async function wordsOf(kind: string, door: Door): Promise<Candidate[] | 'files'> {
  const find = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  return find === undefined ? [] : find(door);
}

const files = async () => 'files' as const;

const kinds: Record<string, (door: Door) => Promise<Candidate[] | 'files'>> = {
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
  schedule: schedules,
  secret: secrets,
  states: async () => jobStates.map((word) => ({ word, description: '' })),
  code: async () => {
    const { codes } = await import('../../diagnostics/codes.ts');
    return Object.entries(codes).map(([word, { title }]) => ({ word, description: title }));
  },
};

/** The last ones; a guid's end is how people name it. */
async function recentJobs(door: Door) {
  const { listJobs } = await import('../../app/use-cases/jobs.ts');
  const answer = await listJobs(settingsOf(door, {}), { all: true, limit: 30 });
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

async function schedules(door: Door): Promise<Candidate[]> {
  const { listSchedules } = await import('../../app/use-cases/schedules.ts');
  const answer = await listSchedules(settingsOf(door, {}));
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
