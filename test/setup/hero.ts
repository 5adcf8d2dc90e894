// Runs the bundled `hero` as a user would, in a home of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { until } from './until.ts';

export const heroFile = join(import.meta.dirname, '../../dist/hero.js');

/** For the shell of a job: waits until the test writes `go`, or has removed its folder. */
export const untilGo = 'until [ -e go ] || [ ! -e home ]; do sleep 0.02; done';

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A folder to work in, with a home inside, removed by `remove`. */
export class Workplace {
  readonly dir = mkdtempSync(join(tmpdir(), 'hero-test-'));
  readonly env: NodeJS.ProcessEnv;

  constructor() {
    const home = join(this.dir, 'home');
    mkdirSync(home);
    this.env = {
      PATH: process.env.PATH,
      HOME: home,
      LANG: 'C.UTF-8',
      TMPDIR: join(this.dir, 'tmp'),
      // What is compiled once is so for all places, as it is for who has but one home.
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
    };
    mkdirSync(join(this.dir, 'tmp'));
  }

  get storePath(): string {
    return join(this.dir, 'home/.local/share/herorunner/jobs.db');
  }

  /** Writes a file below the folder; returns its path. */
  write(name: string, text: string | Buffer, mode = 0o644): string {
    const path = join(this.dir, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode });
    return path;
  }

  read(name: string): string {
    return readFileSync(join(this.dir, name), 'utf8');
  }

  start(args: string[], options: { env?: NodeJS.ProcessEnv; cwd?: string } = {}): ChildProcess {
    const child = spawn(process.execPath, [heroFile, ...args], {
      cwd: options.cwd ?? this.dir,
      env: { ...this.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // It may end without reading.
    child.stdin.on('error', () => {});
    return child;
  }

  /** Runs to the end; `input` is its standard input. */
  hero(
    args: string[],
    options: { env?: NodeJS.ProcessEnv; cwd?: string; input?: string | Buffer } = {},
  ): Promise<Ended> {
    const child = this.start(args, options);
    child.stdin?.end(options.input ?? '');
    return ended(child);
  }

  /** Runs a script with --json until one of its jobs runs; `events`: what was said by then. */
  async startRun(script: string, flags: readonly string[] = []) {
    this.write('x.hero', script);
    const child = this.start(['run', '--json', ...flags, 'x.hero']);
    const end = ended(child);
    let text = '';
    child.stdout?.on('data', (part) => {
      text += part;
    });
    const events = () => jsonLines(text.slice(0, text.lastIndexOf('\n') + 1));
    /** The first event that fits, as soon as it is there. */
    const says = (fits: (event: Record<string, unknown>) => boolean) =>
      until('the run says it', () => events().find(fits));
    await says(({ state }) => state === 'running');
    return { child, end, says, events: events() };
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** The objects of an NDJSON output. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Whether a process has ended; one that nobody has waited for yet has. */
export function isGone(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return true;
  }
}
