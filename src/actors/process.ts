// Runs a program as a group of its own: lines as they come, the whole group ended on abort, nothing left behind.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { within } from '../ground/within.ts';
import { ActionError } from './actor.ts';
import { forgetGroup, watchGroup } from './group-watch.ts';
import { LineReader, Tail } from './output.ts';
import { groupGone, signalGroup } from './process-group.ts';
import { type Retry, readRetryLine } from './retry.ts';

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
  /** It said something to us that cannot be understood. */
  onProblem?: (problem: string) => void;
}

export interface ProgramEnd {
  /** Exit status; 128 and the signal's number when a signal ended it. */
  code: number;
  signal: NodeJS.Signals | null;
  /** The last 64 Ki characters. */
  stdout: string;
  /** There was more than that. */
  stdoutCut: boolean;
  /** The last line of standard error that is not blank. */
  lastErrorLine: string;
  /** When it may be tried again, if it said so. */
  retry: Retry | undefined;
  /** Something in the background still holds its output, which is read no longer. */
  leftRunning: boolean;
}

type Program = ChildProcessByStdio<Writable, Readable, Readable>;

/** Between SIGTERM and SIGKILL, milliseconds. */
const killGraceMs = 3_000;
/** How long output is waited for when the program is gone but its output is still open. */
const drainMs = 1_000;
/** A process that hangs inside of the system does not die of SIGKILL at once, or ever; it is not waited for longer. */
const reapMs = 1_000;

/**
 * Settles when the program is gone; after an abort, when everything in its group is. The group gets SIGTERM, and three
 * seconds later SIGKILL. Throws an ActionError with code 126 or 127 when it cannot be started.
 */
export async function runProgram(options: ProgramOptions): Promise<ProgramEnd> {
  const { signal, input } = options;
  signal.throwIfAborted();
  const child = await start(options);
  const group = child.pid ?? 0;
  watchGroup(group);
  const closed = once(child, 'close').then(() => true);
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;

  let hardKill: NodeJS.Timeout | undefined;
  const onAbort = () => {
    signalGroup(group, 'SIGTERM');
    hardKill = setTimeout(() => signalGroup(group, 'SIGKILL'), killGraceMs);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  // It may have been aborted while the program was being started.
  if (signal.aborted) onAbort();

  const endReading = readOutput(child, options);
  // A program may well end without reading what it is given.
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');

  try {
    const [code, endSignal] = await exited;
    const isClosed = await within(drainMs, closed, false, signal);
    if (signal.aborted) await groupGone(group, killGraceMs + reapMs);
    child.stdout.destroy();
    child.stderr.destroy();
    await closed;
    const number = endSignal === null ? 0 : constants.signals[endSignal];
    return {
      code: code ?? 128 + number,
      signal: endSignal,
      ...endReading(),
      leftRunning: !isClosed && !signal.aborted,
    };
  } finally {
    clearTimeout(hardKill);
    signal.removeEventListener('abort', onAbort);
    forgetGroup(group);
  }
}

type Said = Pick<ProgramEnd, 'stdout' | 'stdoutCut' | 'lastErrorLine' | 'retry'>;

/** Tells lines as they come. Returns what ends that, and tells what else is to be known of them. */
function readOutput({ stdout, stderr }: Program, options: ProgramOptions): () => Said {
  const { onStdoutLine, onStderrLine, onProblem } = options;
  let lastErrorLine = '';
  let retry: Retry | undefined;
  const out = new LineReader((line) => onStdoutLine?.(line));
  const err = new LineReader((line) => {
    onStderrLine?.(line);
    const said = readRetryLine(line);
    if (said === undefined) lastErrorLine = line.trim() || lastErrorLine;
    else if ('retry' in said) retry = said.retry;
    else onProblem?.(said.problem);
  });
  const tail = new Tail();
  stdout.on('data', (chunk: Buffer) => {
    tail.write(chunk);
    out.write(chunk);
  });
  stderr.on('data', (chunk: Buffer) => err.write(chunk));
  return () => {
    out.end();
    err.end();
    const { text, cut } = tail.end();
    return { stdout: text, stdoutCut: cut, lastErrorLine, retry };
  };
}

/** `exit status 3: no such file`, or `ended by SIGKILL`. */
export function describeEnd({ code, signal, lastErrorLine }: ProgramEnd): string {
  const why = signal === null ? `exit status ${code}` : `ended by ${signal}`;
  return lastErrorLine === '' ? why : `${why}: ${lastErrorLine}`;
}

async function start({ file, args, cwd, env }: ProgramOptions): Promise<Program> {
  try {
    const child = spawn(file, args, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    // Rejects with what `error` says when there is no process.
    if (child.pid === undefined) await once(child, 'spawn');
    return child;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = startProblems[code ?? ''] ?? message;
    throw new ActionError(`${file} cannot be started: ${why}`, code === 'ENOENT' ? 127 : 126);
  }
}

const startProblems: Record<string, string> = {
  ENOENT: 'it, or the program its first line names, is not there',
  EACCES: 'it is not executable',
  ENOEXEC: 'it is no program; does its first line begin with #!',
  E2BIG: 'its params and environment are too large for this system',
  EAGAIN: 'too many processes',
  EMFILE: 'too many open files',
  ENOMEM: 'out of memory',
};
