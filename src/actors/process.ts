// Runs a program as a group of its own: lines as they come, the whole group ended on abort, nothing left behind.

import { type ChildProcess, spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';

export interface ProgramOptions {
  file: string;
  args: string[];
  cwd?: string | undefined;
  env: NodeJS.ProcessEnv;
  /** Its standard input, whole. */
  input?: string | undefined;
  signal: AbortSignal;
  onStdoutLine?: (line: string) => void;
  onStderrLine?: (line: string) => void;
}

export interface ProgramEnd {
  /** Exit status; 128 and the signal's number when a signal ended it. */
  code: number;
  signal: NodeJS.Signals | null;
  /** The last 64 KiB. */
  stdout: string;
  /** The last line that is not blank. */
  lastErrorLine: string;
}

/** Between SIGTERM and SIGKILL, milliseconds. */
const killGraceMs = 3_000;
const maxLine = 64 * 1024;
const maxKept = 64 * 1024;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) killGroup(child, 'SIGKILL');
});

/** Settles when the program is gone. Rejects when it could not be started. */
export function runProgram(options: ProgramOptions): Promise<ProgramEnd> {
  const { file, args, cwd, env, input, signal } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    running.add(child);
    let kill: NodeJS.Timeout | undefined;
    const stop = () => {
      killGroup(child, 'SIGTERM');
      kill = setTimeout(() => killGroup(child, 'SIGKILL'), killGraceMs);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });

    let kept = '';
    const out = new LineSplitter((line) => options.onStdoutLine?.(line));
    let lastErrorLine = '';
    const err = new LineSplitter((line) => {
      if (line.trim() !== '') lastErrorLine = line.trim();
      options.onStderrLine?.(line);
    });
    const decoder = new StringDecoder('utf8');
    child.stdout.on('data', (chunk: Buffer) => {
      const text = decoder.write(chunk);
      kept = (kept + text).slice(-maxKept);
      out.write(text);
    });
    const errDecoder = new StringDecoder('utf8');
    child.stderr.on('data', (chunk: Buffer) => err.write(errDecoder.write(chunk)));
    // A program that does not read its input closes it, which is its right.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');

    const finish = () => {
      clearTimeout(kill);
      signal.removeEventListener('abort', stop);
      running.delete(child);
    };
    child.once('error', (error) => {
      finish();
      reject(error);
    });
    child.once('exit', () => {
      // What the program left running would hold its output open for ever, or go on after a cancel.
      if (signal.aborted) killGroup(child, 'SIGKILL');
    });
    child.once('close', (code, endSignal) => {
      finish();
      out.end();
      err.end();
      resolve({ code: code ?? 128 + signalNumber(endSignal), signal: endSignal, stdout: kept, lastErrorLine });
    });
  });
}

class LineSplitter {
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line.slice(0, maxLine));
    while (this.#rest.length > maxLine) {
      this.#onLine(this.#rest.slice(0, maxLine));
      this.#rest = this.#rest.slice(maxLine);
    }
  }

  end(): void {
    if (this.#rest !== '') this.#onLine(this.#rest);
  }
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : (signalNumbers[signal] ?? 0);
}

const signalNumbers: Partial<Record<NodeJS.Signals, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};
