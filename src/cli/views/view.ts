// What every view of a run is made of: where it writes, what time it is, and how keys are called.

import type { RunEvent } from '../../app/events.ts';
import type { Clock } from '../../ground/clock.ts';
import { briefKey } from '../../print/brief.ts';
import { plural } from '../../print/format.ts';
import type { Terminal } from '../../print/terminal.ts';

/** Cancel the jobs of the run, do not wait until they have ended, or go at once. */
export type Interrupt = 'cancel' | 'detach' | 'kill';

export interface RunView {
  event(event: RunEvent): void;
  /** Leaves the screen to somebody else until the next event. */
  pause?(): void;
  /** Ctrl-C was pressed, and this is what it does. */
  interrupted(what: Interrupt): void;
  /** Prints what is left, gives the cursor back, and resolves when all has been handed to the system. */
  end(): Promise<void>;
}

/** Where the views of other commands write. */
export interface Screens {
  /** Results and statuses. */
  stdout: Terminal;
  /** Diagnostics, and words that are no result. */
  stderr: Terminal;
}

export interface ViewContext {
  /** Results and statuses. */
  out: Terminal;
  /** Diagnostics. */
  err: Terminal;
  clock: Clock;
  /** Name of a public key, of an agent or a person, if one is known. */
  nameOf?: (pubkey: string) => string | undefined;
  /** What Ctrl-C does, for the last line of the live view; default `^C cancel`. */
  hint?: string;
}

/** What a person is told about it; `run` is undefined before the run has started. */
export function interruptText(what: Interrupt, run: string | undefined, running?: number): string {
  if (what === 'kill') return 'going at once';
  if (what === 'detach') {
    return run === undefined ? 'leaving' : `not waiting until they have ended; hero job watch ${run} shows it`;
  }
  const jobs = running === undefined ? 'the jobs of this run' : plural(running, 'running job');
  return `cancelling ${jobs}  (^C again: do not wait for the end)`;
}

/** An agent as a row shows it. */
export function agentName(context: ViewContext, agent: string | null): string {
  if (agent === null) return '';
  return context.nameOf?.(agent) ?? briefKey(agent, context.out.look.glyphs.ellipsis);
}

/** A person as a header shows them: the name, if known, and the key. */
export function personName(context: ViewContext, pubkey: string): string {
  const key = briefKey(pubkey, context.out.look.glyphs.ellipsis);
  const name = context.nameOf?.(pubkey);
  return name === undefined ? key : `${name} ${key}`;
}
