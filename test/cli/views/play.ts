// Feeds events into a view over terminals in memory.

import { openRunView, type RunFormat } from '../../../src/cli/views/run-view.ts';
import { type MemoryScreen, memoryTerminal } from '../../print/memory-terminal.ts';
import { nameOf, type Step } from './events.ts';

export const startOfTime = Date.parse('2026-11-23T19:22:45.120Z');

export interface Played {
  stdout: string;
  stderr: string;
  /** As a terminal gets it when both go there. */
  both: string;
}

export async function play(format: RunFormat, steps: readonly Step[], screen: MemoryScreen = {}): Promise<Played> {
  const all: string[] = [];
  const out = memoryTerminal(screen, all);
  const err = memoryTerminal(screen, all);
  let passed = 0;
  const clock = { now: () => startOfTime + passed, tick: () => passed };
  const view = openRunView(format, { out: out.terminal, err: err.terminal, clock, nameOf });
  for (const step of steps) {
    if (typeof step === 'number') passed += step;
    else view.event(step);
  }
  await view.end();
  return { stdout: out.text(), stderr: err.text(), both: all.join('') };
}
