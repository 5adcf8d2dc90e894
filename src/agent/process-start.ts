// Tells a process from another one that got its pid later.

import { readFileSync } from 'node:fs';

/** Start time of a process in clock ticks since boot, as text; undefined if there is no such process to be seen. */
export function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name, in parentheses, may hold blanks; the 20th field after it is the start time.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Whether the process that had this pid and start is gone. Unsure counts as alive. */
export function isProcessGone(pid: number, start: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  const now = processStart(pid);
  return start !== '' && now !== undefined && now !== start;
}
