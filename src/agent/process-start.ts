// Tells a process from another one that got its pid later.

import { readFileSync } from 'node:fs';

/** Start time of a process in clock ticks since boot, as text; undefined if there is no such process to be seen. */
export function processStart(pid: number): string | undefined {
  return readStat(pid)?.start;
}

/** Whether the process that had this pid and start is gone. Unsure counts as alive. */
export function isProcessGone(pid: number, start: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  const stat = readStat(pid);
  if (stat === undefined) return false;
  // One that has died keeps its pid until its parent asks how; a leader whose threads go on looks the same but for them.
  const hasDied = /[ZX]/.test(stat.state) && stat.threads <= 1;
  return hasDied || (start !== '' && stat.start !== start);
}

function readStat(pid: number): { state: string; threads: number; start: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name, in parentheses, may hold blanks. Numbers of the fields after it: see proc(5).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = '', threads = '', start = ''] = [fields[0], fields[17], fields[19]];
    return { state, threads: Number(threads), start };
  } catch {
    return undefined;
  }
}
