// An agent takes what is first in its inbox, as far as limits let it pass.

import type { Claim, ClaimRequest } from '../../../src/store/parts/work.ts';
import { take } from './holding.ts';
import { inbox } from './inbox.ts';
import { limitId, limitsOn, room } from './limits.ts';
import type { World } from './world.ts';

/** A job that a limit holds back is out of the sight of claims; so each claim first lets as many back as there is room for. */
export function claim(world: World, { agent, session, lanes: all, max, slots = {} }: ClaimRequest): Claim[] {
  const lanes = all.filter((lane) => lane !== '' || !world.draining.has(agent));
  if (world.sessions.get(session)?.agent !== agent) return [];
  const fitting = [...world.limits.values()].flatMap((limit) =>
    lanes.flatMap((lane) => {
      const back = inbox(world, agent, [lane]).filter(({ stand }) => stand.heldBack === limitId(limit));
      return back.slice(0, Math.max(0, Math.min(room(world, limit), max)));
    }),
  );
  for (const { stand } of fitting) stand.heldBack = null;
  const free = { ...slots };
  const claims: Claim[] = [];
  for (const job of inbox(world, agent, lanes)) {
    if (claims.length >= max) break;
    if (job.stand.heldBack !== null) continue;
    const full = limitsOn(world, job, agent).find((limit) => room(world, limit) <= 0);
    if (full !== undefined) job.stand.heldBack = limitId(full);
    else claims.push(take(world, job, agent, session, free));
  }
  return claims;
}
