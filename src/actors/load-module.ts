// Actors from a TypeScript or JavaScript module: every export that is one.

import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { namePattern } from '../records/bounds.ts';
import type { Actor } from './actor.ts';
import { resolveOwnPackage } from './own-package.ts';
import { loadProblem, loadProblemAt } from './problem.ts';

/** `path`: the module, as the user would name it. `entry`: URL or path of what `import 'herorunner'` in it means. */
export async function loadModule(path: string, entry: string): Promise<(Actor | Diagnostic)[]> {
  if (/\.[mc]?ts$/.test(path) && !process.features.typescript) {
    const message = `${path} is TypeScript, which Node ${process.versions.node} cannot load`;
    return [loadProblem(path, message, 'use Node 22.18 or later, or write the actor in JavaScript')];
  }
  resolveOwnPackage(entry.includes('://') ? entry : pathToFileURL(entry).href);
  const real = realpathSync(path);
  let exported: Record<string, unknown>;
  try {
    exported = (await import(pathToFileURL(real).href)) as Record<string, unknown>;
  } catch (error) {
    return [failure(path, real, error)];
  }
  const found = [...new Set([...Object.values(exported), ...Object.values(Object(exported.default))])].filter(isActor);
  if (found.length === 0) {
    const help = "export default defineActor({ ... }); the name of a file that is no actor begins with '_'";
    return [loadProblem(path, `${path} exports no actor`, help)];
  }
  try {
    return found.map((actor) => {
      expectUsable(actor);
      return { ...actor, origin: path };
    });
  } catch (error) {
    return [failure(path, real, error)];
  }
}

function isActor(value: unknown): value is Actor {
  if (typeof value !== 'object' || value === null) return false;
  const { name, actions } = value as Partial<Actor>;
  return typeof name === 'string' && actions instanceof Map;
}

/** Asks for what is made when first needed, so that a schema that cannot be described is told now. */
function expectUsable({ name, actions }: Actor): void {
  for (const [action, { signature }] of actions) {
    if (namePattern.test(name) && signature.actor === name && signature.action === action) continue;
    throw new TypeError(`the actor ${name} is not made by defineActor`);
  }
}

function failure(path: string, real: string, error: unknown): Diagnostic {
  const message = `${path} cannot be loaded: ${messageOf(error)}`;
  const { code, name } = error as NodeJS.ErrnoException;
  const line =
    lineIn(error, real) ??
    (code === 'ERR_MODULE_NOT_FOUND' ? importLine(error, real) : undefined) ??
    (name === 'SyntaxError' ? syntaxErrorLine(real) : undefined);
  return loadProblemAt(path, line, message, hints[code ?? ''] ?? 'mend it, or move it out of the folder of actors');
}

const hints: Record<string, string> = {
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX:
    'types are only stripped: write it without enum, namespace and parameter properties',
  ERR_MODULE_NOT_FOUND:
    'install the package beside the actors, or mend the path; a path needs its ending, as in ./x.ts',
};

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [first = ''] = text.split('\n');
  // The file it is imported from is named already.
  return first.replace(/ imported from \/.*$/, '').slice(0, 300) || 'it throws';
}

/** The first line of this file that the stack of the error names. */
function lineIn(error: unknown, path: string): number | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  for (const [, file = '', line] of error.stack.matchAll(/((?:file:\/\/)?\/[^\n]*?):(\d+)(?=[:\n)]|$)/g)) {
    if ((file.startsWith('file:') ? fileURLToPath(file) : file) === path) return Number(line);
  }
  return undefined;
}

/** The line that imports what is not there. */
function importLine(error: unknown, path: string): number | undefined {
  const [, missing = ''] = /Cannot find (?:package|module) '([^']+)'/.exec((error as Error).message) ?? [];
  const last = missing.replace(/^.*\//, '');
  const lines = readFileSync(path, 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(`${last}'`) || line.includes(`${last}"`));
  return last === '' || index < 0 ? undefined : index + 1;
}

/** Node says where only when it prints the error itself. */
function syntaxErrorLine(path: string): number | undefined {
  try {
    execFileSync(process.execPath, ['--check', path], { stdio: ['ignore', 'ignore', 'pipe'], timeout: 5_000 });
    return undefined;
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    const [, line] = /^[^\n]*:(\d+)\n/.exec(stderr?.toString() ?? '') ?? [];
    return line === undefined ? undefined : Number(line);
  }
}
