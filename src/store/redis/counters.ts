// Counters beside the jobs, counted anew: jobs by state and outcome, and the open ones of each run.

import type { Core } from './core.ts';
import { walk } from './walk.ts';

export interface Miscount {
  /** As hr_recount has it. */
  name: string;
  is: number;
  /** `the counter state:ok says 7, but there are 1` */
  finding: string;
  /** `the counter state:ok: was 7, is 1` */
  mended: string;
}

/** Those that are wrong, and the number of the last event. None while others work: they count on. */
export async function findMiscounts(core: Core): Promise<{ event: string; wrong: Miscount[] }> {
  const before = await readCounters(core);
  const { states, open } = await countJobs(core);
  const counted = await openCounts(core);
  const after = await readCounters(core);
  const event = after.get('event') ?? '0';
  if (event !== (before.get('event') ?? '0')) return { event, wrong: [] };
  const wrong: Miscount[] = [];
  for (const name of new Set([...after.keys(), ...states.keys()])) {
    const [says, is] = [Number(after.get(name) ?? 0), states.get(name) ?? 0];
    if (!/^(state|outcome):/.test(name) || says === is) continue;
    const finding = `the counter ${name} says ${says}, but there are ${is}`;
    wrong.push({ name, is, finding, mended: `the counter ${name}: was ${says}, is ${is}` });
  }
  for (const laneAndRun of new Set([...counted.counts.keys(), ...counted.listed, ...open.keys()])) {
    const [says, is] = [counted.counts.get(laneAndRun) ?? 0, open.get(laneAndRun) ?? 0];
    const isListed = counted.listed.has(laneAndRun);
    if (says === is && isListed === is > 0) continue;
    const [lane = '', run = ''] = laneAndRun.split('\0');
    const which = `run ${run}${lane === '' ? '' : ` (lane ${lane})`}`;
    const counts = `counts ${says} open jobs, but there are ${is}`;
    const finding = says === is ? `is ${isListed ? 'still' : 'missing'} in the list of open runs` : counts;
    wrong.push({
      name: `open:${laneAndRun}`,
      is,
      finding: `${which} ${finding}`,
      mended: `${which}: ${is} jobs are open`,
    });
  }
  return { event, wrong };
}

async function countJobs(core: Core): Promise<{ states: Map<string, number>; open: Map<string, number> }> {
  // A guid may come twice.
  const jobs = new Map<string, string[]>();
  await walk(
    async (cursor) => (await core.functions.read('hr_strays', 'count', cursor)) as string[],
    (told) => {
      for (let i = 0; i < told.length; i += 4) jobs.set(told[i] ?? '', told.slice(i + 1, i + 4));
    },
  );
  const [states, open] = [new Map<string, number>(), new Map<string, number>()];
  const add = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const [state = '', outcome = '', laneAndRun = ''] of jobs.values()) {
    add(states, `state:${state}`);
    if (outcome !== '') add(states, `outcome:${outcome}`);
    if (laneAndRun !== '') add(open, laneAndRun);
  }
  return { states, open };
}

async function readCounters({ functions }: Core): Promise<Map<string, string>> {
  return new Map(pairsOf((await functions.read('hr_counters')) as string[]));
}

/** By lane and run: open jobs as they are counted, and what the list of open runs has. */
async function openCounts({ connection, own }: Core): Promise<{ counts: Map<string, number>; listed: Set<string> }> {
  const counts = new Map<string, number>();
  const listed = new Set<string>();
  const scan = (command: string, key: string, tell: (list: string[]) => void) =>
    walk(async (cursor) => {
      const [next, list] = (await connection.send(command, `${own}${key}`, cursor, 'COUNT', 500)) as [string, string[]];
      return [next, ...list];
    }, tell);
  await scan('HSCAN', 'open', (list) => {
    for (const [laneAndRun, count] of pairsOf(list)) counts.set(laneAndRun, Number(count));
  });
  await scan('ZSCAN', 'runs', (list) => {
    for (const [laneAndRun] of pairsOf(list)) listed.add(laneAndRun);
  });
  return { counts, listed };
}

function pairsOf(list: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i < list.length; i += 2) pairs.push([list[i] ?? '', list[i + 1] ?? '']);
  return pairs;
}
