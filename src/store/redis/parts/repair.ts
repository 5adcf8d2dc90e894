// Looks whether what lies in Redis fits together, and mends it: piece by piece, so that no call takes long.

import type { Finding, RepairStore } from '../../parts/repair.ts';
import type { Core } from '../core.ts';
import { inspectRegistry } from './registry.ts';
import { inspectSchedules } from './schedules.ts';

/** More findings are not told. */
const maxFindings = 200;
const help = 'hero doctor --repair';
const helpless = 'correct it, or remove it with HDEL';

export function repairStore(core: Core): RepairStore {
  return {
    async inspect() {
      const records = [...(await inspectRegistry(core)), ...(await inspectSchedules(core))];
      return [...records, ...(await inspectJobs(core))];
    },
    repair: () => repair(core),
  };
}

async function inspectJobs(core: Core): Promise<Finding[]> {
  const findings: Finding[] = [];
  const tell = (told: string[]) => {
    for (const message of told) findings.push({ message, help: message.startsWith('the record') ? helpless : help });
  };
  const enough = () => findings.length >= maxFindings;
  await walk((cursor) => read(core, 'hr_inspect', cursor), tell, enough);
  for (const phase of ['due', 'undecided', 'records']) {
    await walk((cursor) => read(core, 'hr_strays', phase, cursor), tell, enough);
  }
  const { wrong } = await wrongCounters(core);
  tell(wrong.map(([name, says, is]) => `the counter ${name} says ${says}, but there are ${is}`));
  return findings;
}

/** What was done, in the order it was done. */
async function repair(core: Core): Promise<string[]> {
  const done: string[] = [];
  for (const phase of ['due', 'undecided', 'records', 'jobs']) {
    // Ending a job may leave work for a second look.
    for (let looks = 0, before = -1; before !== done.length && looks < 3; looks += 1) {
      before = done.length;
      const act = async (cursor: string) => (await core.functions.act('hr_tidy', phase, cursor)) as string[];
      await walk(act, (told) => done.push(...told));
    }
  }
  const { event, wrong } = await wrongCounters(core);
  const right = wrong.flatMap(([name, , is]) => [name, is]);
  if (wrong.length > 0 && (await core.functions.act('hr_recount', event, ...right)) === 1) {
    done.push(...wrong.map(([name, says, is]) => `the counter ${name}: was ${says}, is ${is}`));
  }
  return done;
}

async function read({ functions }: Core, name: string, ...args: string[]): Promise<string[]> {
  return (await functions.read(name, ...args)) as string[];
}

/** From cursor 0 on until it is 0 again. */
async function walk(
  ask: (cursor: string) => Promise<string[]>,
  tell: (told: string[]) => void,
  enough: () => boolean = () => false,
): Promise<void> {
  let cursor = '0';
  do {
    const [next = '0', ...told] = await ask(cursor);
    tell(told);
    cursor = next;
  } while (cursor !== '0' && !enough());
}

/** Counters that are wrong: name, what it says, what it should say. None while others work: they count on. */
async function wrongCounters(
  core: Core,
): Promise<{ event: string; wrong: [name: string, says: number, is: number][] }> {
  const before = await allCounters(core);
  const jobs = new Map<string, [state: string, outcome: string]>();
  await walk(
    (cursor) => read(core, 'hr_strays', 'count', cursor),
    (told) => {
      for (let i = 0; i < told.length; i += 3) jobs.set(told[i] ?? '', [told[i + 1] ?? '', told[i + 2] ?? '']);
    },
  );
  const counted = new Map<string, number>();
  const add = (name: string) => counted.set(name, (counted.get(name) ?? 0) + 1);
  for (const [state, outcome] of jobs.values()) {
    add(`state:${state}`);
    if (outcome !== '') add(`outcome:${outcome}`);
  }
  const after = await allCounters(core);
  const event = after.get('event') ?? '0';
  if (event !== (before.get('event') ?? '0')) return { event, wrong: [] };
  const names = [...new Set([...after.keys(), ...counted.keys()])].filter((name) => /^(state|outcome):/.test(name));
  const wrong = names
    .map((name): [string, number, number] => [name, Number(after.get(name) ?? 0), counted.get(name) ?? 0])
    .filter(([, says, is]) => says !== is);
  return { event, wrong };
}

async function allCounters({ connection, own }: Core): Promise<Map<string, string>> {
  // A small hash: a number for each state and outcome, and a few more.
  const list = (await connection.send('HGETALL', `${own}n`)) as string[];
  const counters = new Map<string, string>();
  for (let i = 0; i < list.length; i += 2) counters.set(list[i] ?? '', list[i + 1] ?? '');
  return counters;
}
