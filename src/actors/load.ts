// All actors of a process: the built-in ones and those of the user's folder.

import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Actor } from './actor.ts';
import { coreActor } from './builtin/core.ts';
import { httpActor } from './builtin/http.ts';
import { osalActor } from './builtin/osal.ts';

export interface LoadedActors {
  actors: Map<string, Actor>;
  diagnostics: Diagnostic[];
}

export interface LoadOptions {
  /** URL or path of the file that `import 'herorunner'` in a module means. */
  entry: string;
}

const builtin: readonly Actor[] = [coreActor, osalActor, httpActor];
const modulePattern = /^[^.].*\.(ts|mts|js|mjs)$/;

/** `dir`: undefined = built-in ones only. */
export async function loadActors(dir: string | undefined, options: LoadOptions): Promise<LoadedActors> {
  const actors = new Map(builtin.map((actor) => [actor.name, actor]));
  const diagnostics: Diagnostic[] = [];
  if (dir === undefined) return { actors, diagnostics };
  let entries: Dirent[];
  try {
    entries = await readdir(dir, { withFileTypes: true });
  } catch {
    diagnostics.push(problem(dir, `there is no folder of actors ${dir}`, 'name another one with --actors'));
    return { actors, diagnostics };
  }
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    for (const loaded of await loadEntry(dir, entry, options)) {
      if ('code' in loaded) {
        diagnostics.push(loaded);
        continue;
      }
      const twin = actors.get(loaded.name);
      if (twin === undefined) actors.set(loaded.name, loaded);
      else {
        const where = twin.origin === 'core' ? 'a built-in one has that name' : `${twin.origin} has that name too`;
        diagnostics.push(problem(loaded.origin, `actor ${loaded.name} is there twice`, where));
      }
    }
  }
  return { actors, diagnostics };
}

async function loadEntry(dir: string, entry: Dirent, options: LoadOptions): Promise<(Actor | Diagnostic)[]> {
  const path = join(dir, entry.name);
  if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
  if (!entry.isDirectory()) {
    if (!modulePattern.test(entry.name)) return [];
    return (await import('./load-module.ts')).loadModule(path, options.entry);
  }
  const index = (await readdir(path)).find((name) => /^(index|actor)\.(ts|mts|js|mjs)$/.test(name));
  if (index !== undefined) return (await import('./load-module.ts')).loadModule(join(path, index), options.entry);
  return (await import('./load-folder.ts')).loadFolder(path, entry.name);
}

function problem(file: string, message: string, help: string): Diagnostic {
  return { code: 'HS0605', severity: 'error', message, file, help };
}
