// Who takes part.

import { bullmq } from './bullmq.ts';
import type { Contestant } from './contestant.ts';
import { hero } from './hero.ts';

const contestants: Record<string, Contestant> = { hero, bullmq };

export const names = Object.keys(contestants);

export function contestantOf(name: string): Contestant {
  const contestant = contestants[name];
  if (contestant === undefined) throw new Error(`there are ${names.join(' and ')}`);
  return contestant;
}
