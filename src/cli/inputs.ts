// From the arguments of a command to what is to be read: files, folders, standard input, text in a flag.

import { fstatSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { exitCodes } from '../app/exit-codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { reasonOf } from '../ground/reasons.ts';
import type { ScriptInput } from '../script/load.ts';
import { type Door, readAll } from './door.ts';

/** Undefined when nothing was named that could be read, and there is nobody to ask but a terminal. */
async function readInputs(door: Door, names: string[], texts: string[]): Promise<ScriptInput[] | undefined> {
  const inputs: ScriptInput[] = texts.map((text, index) => ({
    kind: 'eval',
    text,
    name: texts.length === 1 ? '<eval>' : `<eval ${index + 1}>`,
  }));
  for (const name of names) {
    if (name === '-' && isFolder(door.stdin)) return undefined;
    if (name === '-') inputs.push({ kind: 'stdin', text: await readAll(door.stdin) });
    else inputs.push({ kind: 'path', path: name });
  }
  if (inputs.length > 0) return inputs;
  if (door.stdin.isTTY || isFolder(door.stdin)) return undefined;
  return [{ kind: 'stdin', text: await readAll(door.stdin) }];
}

/** The same; where there is nothing the help of the command is printed instead, and its exit code is that of bad usage. */
export async function expectInputs(
  door: Door,
  command: Command,
  names: string[],
  texts: string[] = [],
): Promise<ScriptInput[] | undefined> {
  const inputs = await readInputs(door, names, texts);
  if (inputs === undefined) {
    command.outputHelp({ error: true });
    door.exit = exitCodes.usage;
  }
  return inputs;
}

/** `hero run < FOLDER`: nothing can be read there, and Node.js does not say so. */
function isFolder(stdin: NodeJS.ReadStream): boolean {
  try {
    return 'fd' in stdin && fstatSync(stdin.fd as number).isDirectory();
  } catch {
    return false;
  }
}

export interface VariableFlags {
  set: Record<string, string>;
  var: Record<string, string>;
  varFile?: string;
}

/** Flags win over the file. */
export function readVariables(
  door: Door,
  flags: VariableFlags,
): { ok: true; variables: Record<string, string> } | { ok: false; diagnostic: Diagnostic } {
  const variables: Record<string, string> = {};
  if (flags.varFile !== undefined) {
    const file = flags.varFile;
    let text: string;
    try {
      text = readFileSync(resolve(door.cwd, file), 'utf8');
    } catch (error) {
      const message = `cannot read the variables in ${file}: ${reasonOf(error)}`;
      const help = 'a file with a name=value on each line';
      return { ok: false, diagnostic: { code: 'HS0601', severity: 'error', message, file, help } };
    }
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      if (line.trim() === '' || line.startsWith('#')) continue;
      const at = line.indexOf('=');
      if (at <= 0) {
        const message = `line ${index + 1} of ${file} is not name=value`;
        return {
          ok: false,
          diagnostic: { code: 'HS0601', severity: 'error', message, file, help: 'or begin it with #' },
        };
      }
      variables[line.slice(0, at).trim()] = line.slice(at + 1);
    }
  }
  return { ok: true, variables: { ...variables, ...flags.set, ...flags.var } };
}
