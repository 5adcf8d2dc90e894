// Where an open job waits that nobody holds: for dependencies, for its time, for a decision, or in an inbox.

import { type Life, longPatienceMs, moved, newborn, type Step, type Terms, unchanged, type World } from './life.ts';

export interface Choice {
  readonly candidates: readonly string[];
  readonly revision: number;
}

/** A job comes into the store, its dependencies counted. */
export function arrive(terms: Terms, unmet: number, notBefore: number, choice: Choice | null, world: World): Step {
  const life: Life = {
    ...newborn,
    unmet,
    notBefore,
    candidates: choice?.candidates ?? null,
    revision: choice?.revision ?? 0,
  };
  const placed = place(life, terms, world).life;
  return placed.state === 'created' ? moved(placed, 'created') : moved(placed, 'created', placed.state);
}

/** Moves a job that nobody holds to where it has to wait next; with an event if it came into an inbox. */
export function place(life: Life, terms: Terms, world: World): Step {
  if (life.unmet > 0) return unchanged({ ...life, inbox: null, due: null, undecided: null });
  if (life.notBefore > world.now) return unchanged({ ...life, inbox: null, due: life.notBefore, undecided: null });
  const { candidates } = life;
  // Who was scheduled once keeps the decision it was made under; the agent asks again before it executes.
  const outdated = life.state === 'created' && life.revision !== world.revision;
  if (candidates === null || outdated) {
    return unchanged({ ...life, inbox: null, due: null, undecided: world.now });
  }
  const turn = nextAlive(candidates, life.turn, world);
  const agent = candidates[turn];
  if (agent === undefined) {
    // Nobody can take it now: asked for again until its patience is over.
    const due = life.undecided !== null && life.due !== null ? life.due : patience(terms, world);
    return unchanged({ ...life, inbox: null, due, undecided: world.now });
  }
  return moved(
    {
      ...life,
      state: 'scheduled',
      inbox: agent,
      agent,
      turn,
      notBefore: 0,
      undecided: null,
      scheduledMs: world.now,
      startedMs: null,
      due: patience(terms, world),
    },
    'scheduled',
  );
}

/** Somebody chose the candidates of a job that waits for it. An empty choice leaves it waiting. */
export function admitted(life: Life, terms: Terms, choice: Choice, world: World): Step {
  return place({ ...life, candidates: choice.candidates, revision: choice.revision, turn: 0 }, terms, world);
}

/** A dependency is done, or its error does not count. */
export function satisfied(life: Life, terms: Terms, world: World): Step {
  return place({ ...life, unmet: Math.max(0, life.unmet - 1) }, terms, world);
}

/** Its candidates have to be chosen anew; until then its patience runs. */
export function chooseAnew(life: Life, terms: Terms, world: World): Life {
  return {
    ...life,
    candidates: null,
    inbox: null,
    turn: 0,
    undecided: world.now,
    due: patience(terms, world),
  };
}

/** The agent in whose inbox it lies takes nothing more: the next one's turn, or it stays where nobody else may take it. */
export function passedOver(life: Life, terms: Terms, world: World): Step {
  if (life.turn + 1 < (life.candidates?.length ?? 0)) return place({ ...life, turn: life.turn + 1 }, terms, world);
  return unchanged(abandoned(life, terms, world));
}

/** The agent in whose inbox it lies has died: whoever chose it chooses anew. Named, it waits for the agent to come back. */
export function abandoned(life: Life, terms: Terms, world: World): Life {
  return terms.named ? life : chooseAnew(life, terms, world);
}

export function patience(terms: Terms, world: World): number | null {
  return terms.scheduleMs === 0 ? null : patienceEnd(terms, world.now + terms.scheduleMs);
}

/** When a patience that is to end at this time really does. */
export function patienceEnd(terms: Terms, ms: number): number {
  return terms.scheduleMs < longPatienceMs ? ms : Math.ceil(ms / 1000) * 1000;
}

/** The first living candidate from `turn` on; the one at `turn` if none of them lives. */
function nextAlive(candidates: readonly string[], turn: number, world: World): number {
  if (turn + 1 >= candidates.length) return turn;
  for (let i = turn; i < candidates.length; i++) {
    const agent = candidates[i];
    if (agent !== undefined && !world.isDead(agent)) return i;
  }
  return turn;
}
