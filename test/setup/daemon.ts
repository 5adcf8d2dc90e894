// Processes that stay, and what their log says.

import type { ChildProcess } from 'node:child_process';
import { type Ended, ended, jsonLines, type Workplace } from './hero.ts';
import { until } from './until.ts';

export interface Daemon {
  child: ChildProcess;
  end: Promise<Ended>;
  /** Facts of the log line with this message, as soon as it is there. */
  says(message: string): Promise<Record<string, unknown>>;
}

/** A store that is away is tried for a minute before they say so. */
const patienceMs = 120_000;
const children: ChildProcess[] = [];

/** Starts `hero` with these arguments and reads its log. */
export function daemon(workplace: Workplace, args: string[]): Daemon {
  const child = workplace.start(args);
  children.push(child);
  let log = '';
  child.stderr?.on('data', (text) => {
    log += String(text);
  });
  return {
    child,
    end: ended(child),
    says(message) {
      const find = () => {
        const line = jsonLines(log.slice(0, log.lastIndexOf('\n') + 1)).find(({ msg }) => msg === message);
        if (line === undefined && child.exitCode !== null) throw new Error(`it ended without '${message}': ${log}`);
        return line;
      };
      return until(`it says '${message}'`, find, patienceMs);
    },
  };
}

/** Those that still run after a test. */
export function killDaemons(): void {
  for (const child of children.splice(0)) child.kill('SIGKILL');
}
