// What is promised of jobs, told from their events alone.

import type { JobEvent } from '../../../src/store/parts/feed.ts';
import type { Submission } from '../../../src/store/parts/jobs.ts';

/** Of jobs that have all come to their end. */
export function brokenPromises(submitted: readonly Submission[], events: readonly JobEvent[]): string[] {
  const broken: string[] = [];
  const of = Map.groupBy(events, ({ guid }) => guid);
  const isFinal = ({ path }: JobEvent) => path.includes('ok') || path.includes('error');
  const end = (guid: string) => of.get(guid)?.find(isFinal);
  const isBad = (event: JobEvent | undefined) => event?.outcome !== 'ok' && event?.ignored === false;
  for (const { job } of submitted) {
    const { guid } = job;
    const own = of.get(guid) ?? [];
    // A refused batch left nothing.
    if (own.length === 0) continue;
    if (own.filter(isFinal).length !== 1 || !own.slice(-1).some(isFinal)) broken.push(`${guid} has not one end`);
    const needed = job.dependencies.map((dependency) => dependency.guid);
    const began = own.find(({ path }) => path.includes('planned'));
    if (began !== undefined) {
      for (const other of needed) {
        const last = end(other);
        if (last === undefined || isBad(last) || last.at > began.at)
          broken.push(`${guid} began before ${other} was done`);
      }
    }
    const blamesOthers = end(guid)?.outcome === 'dependency';
    if (blamesOthers && !needed.some((other) => isBad(end(other)))) broken.push(`${guid} ended for no reason`);
  }
  return broken;
}
