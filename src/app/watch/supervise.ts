// A command that is run again whenever what it reads is saved. Each round is a process of its own: it sees modules of actors
// as they are now, and what goes wrong in it ends with it.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { type PlannedAction, type Report, reportFd } from './report.ts';
import type { WatchedPaths } from './snapshot.ts';
import { Watcher } from './watcher.ts';

export interface WatchOptions {
  /** Words of the command, without `hero`; `round` counts from 0. It reports by `report`. */
  words(round: number): string[];
  /** Whether a save ends the round that goes on; otherwise the next one waits for its end. */
  isCancelled(round: number): boolean;
  /** What is watched before the first round has told what it reads. */
  paths: WatchedPaths;
  cwd: string;
  env: NodeJS.ProcessEnv;
  tell(event: WatchEvent): void;
}

export type WatchEvent =
  /** Absolute paths of files; a round that goes on is cancelled first. */
  | { type: 'changed'; paths: string[]; cancels: boolean }
  | { type: 'round'; round: number }
  /** Comes while the round goes on; `before` is that of the round before. */
  | { type: 'planned'; before: PlannedAction[] | undefined; actions: PlannedAction[] }
  /** The command has ended; so many files are watched. */
  | { type: 'waiting'; exit: number; files: number }
  /** By a signal, the first or a further one. */
  | { type: 'ending'; isRunning: boolean };

/** Ends with a signal only; then with what it means, when the round that is under way has ended. */
export async function watchCommand(options: WatchOptions): Promise<ExitCode> {
  return new Supervisor(options).run();
}

/** How long what a command told is read after its end. */
const lingerMs = 500;

class Supervisor {
  readonly #options: WatchOptions;
  readonly #watcher: Watcher;
  #child: ChildProcess | undefined;
  #round = 0;
  #changed = false;
  #ended: ExitCode | undefined;
  #wake: () => void = () => {};
  #actions: PlannedAction[] | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#watcher = new Watcher((paths) => this.#onChange(paths));
  }

  async run(): Promise<ExitCode> {
    const stopListening = this.#listen();
    try {
      for (let round = 0; this.#ended === undefined; round += 1) {
        this.#round = round;
        this.#changed = false;
        if (round === 0) await this.#watcher.watch(this.#options.paths, Date.now());
        this.#options.tell({ type: 'round', round });
        const exit = await this.#runOnce(round);
        if (this.#isDue()) continue;
        this.#options.tell({ type: 'waiting', exit, files: this.#watcher.count });
        while (!this.#isDue()) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
      }
      return this.#ended;
    } finally {
      this.#watcher.close();
      stopListening();
    }
  }

  /** Whether there is something to do but wait. */
  #isDue(): boolean {
    return this.#changed || this.#ended !== undefined;
  }

  async #runOnce(round: number): Promise<number> {
    const { words, cwd, env } = this.#options;
    const [, command] = process.argv;
    if (command === undefined) throw new Error('the command does not know its own file');
    const began = Date.now();
    // In a group of its own, so that Ctrl-C comes from here alone, and once.
    const child = spawn(process.execPath, [...process.execArgv, command, ...words(round)], {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    });
    this.#child = child;
    const told = this.#readReports(child, began);
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    this.#child = undefined;
    await told;
    return code ?? (signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.internal);
  }

  async #readReports(child: ChildProcess, began: number): Promise<void> {
    const stream = child.stdio[reportFd] as Readable;
    // A process in the background may have it too, and go on for long.
    child.once('exit', () => setTimeout(() => stream.destroy(), lingerMs).unref());
    stream.on('error', () => {});
    for await (const line of createInterface({ input: stream })) {
      const told = JSON.parse(line) as Report;
      if ('read' in told) await this.#watcher.watch(told.read, began);
      else {
        this.#options.tell({ type: 'planned', before: this.#actions, actions: told.planned });
        this.#actions = told.planned;
      }
    }
  }

  #onChange(paths: string[]): void {
    if (this.#ended !== undefined) return;
    const { tell, isCancelled } = this.#options;
    const running = this.#child !== undefined && !this.#changed;
    const cancels = running && isCancelled(this.#round);
    tell({ type: 'changed', paths, cancels });
    if (cancels) this.#child?.kill('SIGINT');
    this.#changed = true;
    this.#wake();
  }

  #listen(): () => void {
    const end = (signal: NodeJS.Signals, exit: ExitCode) => () => {
      this.#ended ??= exit;
      this.#options.tell({ type: 'ending', isRunning: this.#child !== undefined });
      this.#child?.kill(signal);
      this.#wake();
    };
    const listeners: [NodeJS.Signals, () => void][] = [
      ['SIGINT', end('SIGINT', exitCodes.interrupted)],
      ['SIGTERM', end('SIGTERM', exitCodes.terminated)],
      ['SIGHUP', end('SIGHUP', exitCodes.terminated)],
      // The terminal tells its new size to the group in front only.
      ['SIGWINCH', () => this.#child?.kill('SIGWINCH')],
    ];
    for (const [signal, listener] of listeners) process.on(signal, listener);
    return () => {
      for (const [signal, listener] of listeners) process.off(signal, listener);
    };
  }
}
