// A program and all it starts, as one: a group of processes, which gets signals and can be asked whether it is gone.

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const firstPollMs = 10;
const longestPollMs = 200;

/** Signal 0 only asks. False when nobody is in the group. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  // Zero and one would mean our own group and everybody.
  if (group <= 1) return false;
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Settles when nothing in the group runs any more, or when time is up. */
export async function groupGone(group: number, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs;
  let pause = firstPollMs;
  while (signalGroup(group, 0) && !isAllZombies(group) && performance.now() < end) {
    await delay(pause);
    pause = Math.min(pause * 2, longestPollMs);
  }
}

/** Dead ones stay in the group until their parent takes note, which the first process of a container may never do. */
function isAllZombies(group: number): boolean {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return false;
  }
  return names.every((name) => {
    if (!/^\d+$/.test(name)) return true;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The name of the program, in parentheses, may hold blanks: state, parent and group come after it.
      const [state, , member] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(member) !== group || state === 'Z' || state === 'X';
    } catch {
      return true;
    }
  });
}
