// What a command gets from the process it runs in, and how it ends.

import type { Log } from '../app/daemon/log.ts';
import { type ExitCode, exitCodeOfDiagnostics } from '../app/exit-codes.ts';
import { resolveSettings, type Settings } from '../app/settings.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Terminal } from '../print/terminal.ts';

export interface Door {
  env: NodeJS.ProcessEnv;
  cwd: string;
  stdout: Terminal;
  stderr: Terminal;
  stdin: NodeJS.ReadStream;
  /** File of our package that `import 'herorunner'` means. */
  entry: string;
  /** Set by the command that ran. */
  exit: ExitCode;
  /** Of a process that stays: what it has to say goes there. */
  log?: Log;
}

/** Flags that every command has. */
export interface GlobalFlags {
  store?: string;
  actors?: string;
  secrets?: string;
  json?: boolean;
  color?: boolean;
}

export function settingsOf(door: Door, flags: GlobalFlags): Settings {
  return resolveSettings(flags, door.env, door.cwd);
}

export function writeJson(door: Door, value: unknown): void {
  door.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Prints what went wrong to stderr and ends the command with the exit code that belongs to it. */
export async function fail(door: Door, diagnostics: readonly Diagnostic[]): Promise<void> {
  await printDiagnostics(door, diagnostics);
  door.exit = exitCodeOfDiagnostics(diagnostics);
}

export async function printDiagnostics(door: Door, diagnostics: readonly Diagnostic[]): Promise<void> {
  if (diagnostics.length === 0) return;
  const { renderDiagnostics } = await import('../diagnostics/render.ts');
  const { look, columns } = door.stderr;
  const width = Number.isFinite(columns) ? { width: columns } : {};
  door.stderr.write(`${renderDiagnostics(diagnostics, { style: look.style, ascii: look.ascii, ...width })}\n`);
}

export async function readAll(stream: NodeJS.ReadStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}
