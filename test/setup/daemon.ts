// Processes that stay, and what their log says.

import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { type Ended, ended, jsonLines, type Workplace } from './hero.ts';

export interface Daemon {
  child: ChildProcess;
  end: Promise<Ended>;
  /** Facts of the log line with this message, as soon as it is there. */
  says(message: string): Promise<Record<string, unknown>>;
}

const children: ChildProcess[] = [];

/** Starts `hero` with these arguments and reads its log. */
export function daemon(place: Workplace, args: string[]): Daemon {
  const child = place.start(args);
  children.push(child);
  let log = '';
  child.stderr?.on('data', (text) => {
    log += String(text);
  });
  return {
    child,
    end: ended(child),
    async says(message) {
      for (;;) {
        const line = jsonLines(log.slice(0, log.lastIndexOf('\n') + 1)).find(({ msg }) => msg === message);
        if (line !== undefined) return line;
        if (child.exitCode !== null) throw new Error(`it ended without '${message}': ${log}`);
        await delay(20);
      }
    },
  };
}

/** Those that still run after a test. */
export function killDaemons(): void {
  for (const child of children.splice(0)) child.kill('SIGKILL');
}
