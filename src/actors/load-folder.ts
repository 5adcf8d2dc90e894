// An actor as a folder of executables in any language: each file is an action.

import { accessSync, constants, type Dirent, statSync } from 'node:fs';
import { open, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { Source } from '../diagnostics/source.ts';
import { shellWord } from '../ground/quoting.ts';
import { namePattern } from '../records/bounds.ts';
import type { ActionSignature } from '../records/signature.ts';
import type { Actor, ActorAction } from './actor.ts';
import { loadProblem } from './problem.ts';
import { programAction } from './program-action.ts';
import { type ProgramHead, readHead } from './program-head.ts';
import { toScriptName } from './script-name.ts';

/** Hidden files, those that explain an actor, and what editors leave behind. */
const ignored = /^[._]|~$|^README|\.(md|txt|json|ya?ml|toml|bak|orig|rej)$/i;
/** The head of a program is looked for in this many bytes. */
const headBytes = 16 * 1024;
const maxDescription = 200;

interface Found {
  name: string;
  /** As the user would name it. */
  path: string;
  action: ActorAction;
  head: ProgramHead;
}

/** `path`: the folder, as the user would name it; `folder`: its name. A folder without programs is no actor. */
export async function loadFolder(path: string, folder: string): Promise<(Actor | Diagnostic)[]> {
  const actor = toScriptName(folder);
  const found = new Map<string, Found>();
  const diagnostics: Diagnostic[] = [];
  const entries = await readdir(path, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (ignored.test(entry.name)) continue;
    const loaded = await loadProgram(actor, path, entry);
    if (loaded === undefined) continue;
    if ('code' in loaded) {
      diagnostics.push(loaded);
      continue;
    }
    const twin = found.get(loaded.name);
    if (twin !== undefined) {
      const help = `${twin.path} is that action already; rename one of them`;
      diagnostics.push(loadProblem(loaded.path, `the action ${actor}.${loaded.name} is there twice`, help));
      continue;
    }
    diagnostics.push(...loaded.head.diagnostics);
    found.set(loaded.name, loaded);
  }
  if (found.size === 0) return diagnostics;
  if (!namePattern.test(actor))
    return [loadProblem(path, `${folder} is no name of an actor`, nameHelp), ...diagnostics];
  const limits = [...found.values()].flatMap(({ head }) => head.concurrency ?? []);
  return [
    {
      name: actor,
      description: await readDescription(path, entries),
      actions: new Map([...found].map(([name, { action }]) => [name, action])),
      origin: path,
      ...(limits.length === 0 ? {} : { concurrency: Math.min(...limits) }),
    },
    ...diagnostics,
  ];
}

const nameHelp = 'a name takes 1 to 64 of a-z, 0-9 and _';

/** Undefined when the file is no program. */
async function loadProgram(actor: string, path: string, entry: Dirent): Promise<Found | Diagnostic | undefined> {
  const shown = join(path, entry.name);
  const file = resolve(shown);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
  const text = await readStart(file);
  const isExecutable = may(file, constants.X_OK);
  if (text === undefined) {
    return isExecutable ? loadProblem(shown, `${shown} cannot be read`, `chmod +r ${shellWord(shown)}`) : undefined;
  }
  const head = readHead(new Source(shown, text));
  if (!isExecutable) {
    if (!head.isScript) return undefined;
    return loadProblem(
      shown,
      `${shown} is not executable, so it is no action`,
      `chmod +x ${shellWord(shown)}`,
      'warning',
    );
  }
  const name = toScriptName(entry.name.replace(/\.[^.]*$/, ''));
  if (!namePattern.test(name)) return loadProblem(shown, `${entry.name} is no name of an action`, nameHelp);
  const { description, needs, params, open, examples } = head;
  const signature: ActionSignature = { actor, action: name, description, needs, params, open, examples };
  return { name, path: shown, head, action: programAction(signature, file) };
}

/** Where a head can be; undefined when we may not read the file. */
async function readStart(file: string): Promise<string | undefined> {
  if (!may(file, constants.R_OK)) return undefined;
  await using handle = await open(file, 'r');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
  return buffer.toString('utf8', 0, bytesRead);
}

function may(file: string, mode: number): boolean {
  try {
    accessSync(file, mode);
    return true;
  } catch {
    return false;
  }
}

/** First line of the folder's README that is not blank, without the marks of a heading. */
async function readDescription(path: string, entries: readonly Dirent[]): Promise<string> {
  const readme = entries.find((entry) => entry.isFile() && /^README(\.(md|txt))?$/i.test(entry.name));
  if (readme === undefined || !may(join(path, readme.name), constants.R_OK)) return '';
  const lines = (await readFile(join(path, readme.name), 'utf8')).split(/\r?\n/);
  const first = lines.map((line) => line.replace(/^#+\s*/, '').trim()).find((line) => line !== '');
  return (first ?? '').slice(0, maxDescription);
}
