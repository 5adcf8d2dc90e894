// Where a job stands and what it waits for, as facts; src/app/why-text.ts says them in a sentence.

import type { OutcomeKind } from './outcome.ts';
import type { JobState } from './words.ts';

/** Agents are public keys, times epoch milliseconds by the store's clock. */
export type JobWait =
  | { kind: 'ended'; outcome: OutcomeKind; message: string; at: number }
  /** Other jobs have to end: the first of those that are open, and how many more there are. */
  | { kind: 'needs'; open: { guid: string; label: string | null; state: JobState }[]; more: number }
  /** Somebody has to decide who may execute it. `isVain`: nobody could so far; `until`: it is given up then. It has lost so many agents already, of at most. */
  | { kind: 'decision'; lane: string; isVain: boolean; until: number | null; lost: number; maxLost: number }
  | { kind: 'limit'; id: string; held: number; max: number; since: number }
  /** `position`: from 1. `seen`: when its agent was last heard of; null = never. `until`: this agent is given up then. */
  | {
      kind: 'inbox';
      agent: string;
      lane: string;
      position: number;
      since: number;
      seen: number | null;
      until: number | null;
    }
  | { kind: 'delay'; until: number }
  /** It failed; `round` of `rounds` begins then. */
  | { kind: 'back-off'; until: number; round: number; rounds: number }
  /** Its agent has it and has no free slot of the actor. `leaseUntil`: of the process; null = it is not known. */
  | { kind: 'slot'; agent: string; leaseUntil: number | null }
  /** `cancel`: the reason of a cancel that was requested. */
  | {
      kind: 'running';
      agent: string;
      since: number;
      attempt: number;
      cancel: string | null;
      leaseUntil: number | null;
    };
