// All actors of a process: the built-in ones and those of the user's folder.

import { accessSync, constants, type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { reasonOf } from '../ground/reasons.ts';
import type { Actor } from './actor.ts';
import { coreActor } from './builtin/core.ts';
import { httpActor } from './builtin/http.ts';
import { osalActor } from './builtin/osal.ts';
import { loadProblem } from './problem.ts';
import { toScriptName } from './script-name.ts';

export interface LoadedActors {
  actors: Map<string, Actor>;
  diagnostics: Diagnostic[];
}

export interface LoadOptions {
  /** URL or path of the file that `import 'herorunner'` in a module means. */
  entry: string;
  /** Names of the actors that are needed: where files have their names, nothing else is loaded. Absent = all. */
  wanted?: ReadonlySet<string>;
}

const builtin: readonly Actor[] = [coreActor, osalActor, httpActor];
const moduleFile = /^[^._].*\.(ts|mts|js|mjs)$/;
/** Beside the modules there may be their types and tests. */
const noModule = /\.(d|test|spec)\.[cm]?[tj]s$/;
const mainFile = /^(index|actor)\.(ts|mts|js|mjs)$/;

/**
 * `dir`: folder of the user's actors; undefined = built-in ones only. An actor that cannot be loaded is left out and
 * told in `diagnostics`; the others are there.
 */
export async function loadActors(dir: string | undefined, options: LoadOptions): Promise<LoadedActors> {
  const actors = new Map(builtin.map((actor) => [actor.name, actor]));
  const diagnostics: Diagnostic[] = [];
  if (dir === undefined) return { actors, diagnostics };
  let entries: Dirent[];
  try {
    entries = readdirSync(dir, { withFileTypes: true });
  } catch (error) {
    diagnostics.push(folderProblem(dir, error as NodeJS.ErrnoException));
    return { actors, diagnostics };
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const add = async (some: readonly Dirent[]) => {
    for (const entry of some) {
      for (const loaded of await loadEntry(dir, entry, options)) {
        const twin = 'code' in loaded ? undefined : actors.get(loaded.name);
        if ('code' in loaded) diagnostics.push(loaded);
        else if (twin === undefined) actors.set(loaded.name, loaded);
        else diagnostics.push(twinProblem(loaded, twin));
      }
    }
  };
  const { wanted } = options;
  if (wanted === undefined) {
    await add(entries);
    return { actors, diagnostics };
  }
  await add(entries.filter((entry) => wanted.has(nameOf(entry))));
  // A module may hold actors of other names than its own.
  const isComplete = [...wanted].every((name) => actors.has(name));
  if (!isComplete) await add(entries.filter((entry) => !wanted.has(nameOf(entry))));
  return { actors, diagnostics };
}

/** The actor that a file or folder is expected to hold. */
function nameOf({ name }: Dirent): string {
  return toScriptName(name.replace(/\.[^.]*$/, ''));
}

async function loadEntry(dir: string, { name }: Dirent, options: LoadOptions): Promise<(Actor | Diagnostic)[]> {
  if (/^[._]/.test(name) || name === 'node_modules') return [];
  const path = join(dir, name);
  const stat = statSync(path, { throwIfNoEntry: false });
  try {
    if (stat?.isFile()) {
      if (moduleFile.test(name)) return noModule.test(name) ? [] : await loadModuleFile(path, options);
      return isLostProgram(path) ? [lostProgram(path)] : [];
    }
    if (!stat?.isDirectory()) return [];
    const main = readdirSync(path).find((one) => mainFile.test(one));
    if (main !== undefined) return await loadModuleFile(join(path, main), options);
    return await (await import('./load-folder.ts')).loadFolder(path, name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Files may be forbidden, or go while they are being read. Anything else is our own mistake.
    if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) throw error;
    return [
      loadProblem(
        path,
        `${path} cannot be read: ${reasonOf(error)}`,
        'mend it, or move it out of the folder of actors',
      ),
    ];
  }
}

async function loadModuleFile(path: string, { entry }: LoadOptions): Promise<(Actor | Diagnostic)[]> {
  return (await import('./load-module.ts')).loadModule(path, entry);
}

/** A script that lies beside the actors instead of inside of one. */
function isLostProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return readFileSync(path, 'utf8').startsWith('#!');
  } catch {
    return false;
  }
}

function lostProgram(path: string): Diagnostic {
  const message = `${path} is in no folder, so it is no action`;
  return loadProblem(path, message, 'put it into a folder that has the name of the actor', 'warning');
}

function folderProblem(dir: string, error: NodeJS.ErrnoException): Diagnostic {
  if (error.code === 'ENOENT') return loadProblem(dir, `there is no folder ${dir}`, 'make it, or name another one');
  if (error.code === 'ENOTDIR') return loadProblem(dir, `${dir} is no folder`, 'name the folder the actors are in');
  return loadProblem(dir, `${dir} cannot be read: ${reasonOf(error)}`, 'name another folder with --actors');
}

function twinProblem(actor: Actor, twin: Actor): Diagnostic {
  if (twin.origin === 'core') {
    return loadProblem(actor.origin, `the actor ${actor.name} is built in`, 'give it another name');
  }
  const help = `${twin.origin} has that name already; rename one of them`;
  return loadProblem(actor.origin, `the actor ${actor.name} is there twice`, help);
}
