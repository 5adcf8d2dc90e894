// The order of an inbox: by priority, then by turn, so that sources have equal shares; and what limits hold back.

import { laneOf, type ModelJob, priorityOf } from './job.ts';
import type { Turns, World } from './world.ts';

type Waiting = ModelJob & { stand: { is: 'inbox' } };

/** What lies in these inboxes of an agent, in the order in which it is taken. */
export function inbox(world: World, agent: string, lanes: readonly string[]): Waiting[] {
  return [...world.jobs.values()]
    .filter(
      (job): job is Waiting => job.stand.is === 'inbox' && job.stand.agent === agent && lanes.includes(laneOf(job)),
    )
    .sort((a, b) => priorityOf(a) - priorityOf(b) || a.stand.order - b.stand.order || a.number - b.number);
}

export function enter(world: World, job: ModelJob, agent: string): void {
  const order = laneOf(job) === '' ? turn(world, job, agent) : job.number;
  job.stand = { is: 'inbox', agent, order, givenUp: world.patience(job), heldBack: null };
}

/** Before all others of its priority. */
export function enterAtHead(world: World, job: ModelJob, agent: string): void {
  const takeable = level(world, job, agent).filter(({ stand }) => stand.heldBack === null);
  const others = takeable.map(({ stand }) => stand.order);
  job.stand = { is: 'inbox', agent, order: Math.min(0, ...others) - 1, givenUp: world.patience(job), heldBack: null };
}

/** The others of its lane and priority, also those that a limit holds back. */
function level(world: World, job: ModelJob, agent: string): Waiting[] {
  return inbox(world, agent, [laneOf(job)]).filter((other) => other !== job && priorityOf(other) === priorityOf(job));
}

/** Behind the last turn of its source, but not before who is next. With one source there is nothing to share. */
function turn(world: World, job: ModelJob, agent: string): number {
  const { source } = job.job;
  world.sources.add(source);
  if (world.sources.size === 1) return job.number;
  // Who went to the head has no turn.
  const waiting = level(world, job, agent).filter(({ stand }) => stand.order > 0);
  const name = `${agent} ${priorityOf(job)}`;
  const turns = world.turns.get(name) ?? begin(waiting.at(-1));
  world.turns.set(name, turns);
  const [first] = waiting;
  const order =
    first === undefined ? Math.max(job.number, turns.last) : Math.max(first.stand.order + 1, turns.of.get(source) ?? 0);
  turns.of.set(source, order + 1);
  turns.last = Math.max(turns.last, order + 1);
  return order;
}

/** All that waited until then had the same source. */
function begin(last: Waiting | undefined): Turns {
  if (last === undefined) return { last: 0, of: new Map() };
  const next = last.stand.order + 1;
  return { last: next, of: new Map([[last.job.source, next]]) };
}
