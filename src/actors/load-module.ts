// Actors from a TypeScript or JavaScript module: every export that `defineActor` made.

import module from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Actor } from './actor.ts';

/** `entry`: what `import 'herorunner'` in the module means, a URL. */
export async function loadModule(path: string, entry: string): Promise<(Actor | Diagnostic)[]> {
  if (/\.m?ts$/.test(path) && !process.features.typescript) {
    return [
      problem(
        path,
        `${path} is TypeScript, which this Node cannot load`,
        'use Node 22.18 or later, or write it in JavaScript',
      ),
    ];
  }
  resolveOurselves(entry);
  let exported: Record<string, unknown>;
  try {
    exported = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    return [problem(path, `${path} cannot be loaded: ${messageOf(error)}`, placeOf(error, path))];
  }
  const actors = [...new Set(Object.values(exported))].filter(isActor);
  if (actors.length > 0) return actors.map((actor) => ({ ...actor, origin: path }));
  return [problem(path, `${path} exports no actor`, 'export default defineActor({ … })')];
}

let resolving = false;

/** A folder of actors needs no node_modules: the package they import is the one that runs them. */
function resolveOurselves(entry: string): void {
  if (resolving || entry === '' || module.registerHooks === undefined) return;
  resolving = true;
  module.registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'herorunner' ? { url: entry, shortCircuit: true } : next(specifier, context),
  });
}

function isActor(value: unknown): value is Actor {
  if (typeof value !== 'object' || value === null) return false;
  const { name, actions } = value as Partial<Actor>;
  return typeof name === 'string' && actions instanceof Map;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}

/** The line of the module the error came from, if it says so. */
function placeOf(error: unknown, path: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const escaped = path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const line = new RegExp(`${escaped}:(\\d+)`).exec(stack)?.[1];
  return line === undefined ? 'mend the module, or move it out of the folder' : `look at line ${line}`;
}

function problem(file: string, message: string, help: string): Diagnostic {
  return { code: 'HS0605', severity: 'error', message, file, help };
}
