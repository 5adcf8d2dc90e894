// From what a run is asked for to a plan, as far as it goes without a store: scripts, own actors, compiling.

import type { Actor } from '../../actors/actor.ts';
import { loadActors } from '../../actors/load.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { findDirective } from '../../directives/registry.ts';
import type { Clock } from '../../ground/clock.ts';
import { compilePlan } from '../../plan/compile.ts';
import type { Catalogue } from '../../plan/context.ts';
import type { Plan } from '../../plan/plan.ts';
import { tellOf } from '../../plan/told.ts';
import type { LoadedScript } from '../../script/ast.ts';
import type { ScriptInput } from '../../script/load.ts';
import { createCatalogue } from '../catalogue.ts';
import { loadInputs, type Reading } from '../loading.ts';
import { findActorsDir, type Settings } from '../settings.ts';
import { loadCronCheck } from './cron-check.ts';

export interface CompileRequest {
  settings: Settings;
  inputs: ScriptInput[];
  variables: Record<string, string>;
  /** Names of environment variables that `${env.X}` may read. */
  allowEnv: string[];
  /** `--job key=value`: wins over the script. */
  overrides: Record<string, string>;
  circle?: string;
  context?: string;
  /** Names or public keys, for actions that name none. */
  agents?: string[];
  /** Glob over actor.action. */
  only?: string;
  /** Label or line to begin with. */
  from?: string;
  reading: Reading;
  /** File of our own package that `import 'herorunner'` in an actor module means. */
  entry: string;
  clock: Clock;
  /** Told what is read, absolute paths, and then what is planned. */
  watcher?: { read(paths: readonly string[]): void; planned(plan: Plan): void };
}

export interface LoadedRun {
  scripts: LoadedScript[];
  /** Names of the scripts, also of those that are wrong; for the header of the run. */
  files: string[];
  actors: Map<string, Actor>;
  actorsDir: string | undefined;
  /** Names of the actors that the scripts use. */
  wanted: ReadonlySet<string>;
  diagnostics: Diagnostic[];
}

/**
 * Scripts and actors. `own`: the user's actors too, of which those of agents elsewhere may know nothing; `all`: also those
 * that no script names.
 */
export async function loadRun(request: CompileRequest, own: boolean, all = false): Promise<LoadedRun> {
  const { settings, inputs, reading, entry, variables } = request;
  const { scripts, diagnostics, paths } = await loadInputs(inputs, settings, variables, reading);
  request.watcher?.read(paths);
  const files = scripts.map(({ script }) => script.source.name);
  const names = inputs.flatMap((input) => (input.kind === 'path' ? [input.path] : []));
  const actorsDir = findActorsDir(settings, names);
  const wanted = actorsOf(scripts);
  const loaded = await loadActors(own ? actorsDir : undefined, all ? { entry } : { entry, wanted });
  return {
    scripts,
    files,
    actors: loaded.actors,
    actorsDir,
    wanted,
    diagnostics: [...diagnostics, ...loaded.diagnostics],
  };
}

/** `diagnostics`: those of the plan after `before`, without what follows from another one. */
export async function compileRun(
  request: CompileRequest,
  scripts: readonly LoadedScript[],
  before: readonly Diagnostic[],
  catalogue: Catalogue,
  resolveAgent: (name: string) => string | undefined,
): Promise<{ plan: Plan; diagnostics: Diagnostic[] }> {
  const { circle, context, agents, only, from, clock } = request;
  const compiled = compilePlan(scripts, {
    catalogue,
    variables: request.variables,
    allowEnv: request.allowEnv,
    env: request.settings.env,
    overrides: request.overrides,
    resolveAgent,
    checkCron: await loadCronCheck(scripts, clock.now()),
    now: clock.now(),
    ...(circle === undefined ? {} : { circle }),
    ...(context === undefined ? {} : { context }),
    ...(agents === undefined ? {} : { agents }),
    ...(only === undefined ? {} : { only }),
    ...(from === undefined ? {} : { from }),
  });
  request.watcher?.planned(compiled.plan);
  const { diagnostics } = tellOf([...before, ...compiled.diagnostics], scripts);
  return { plan: compiled.plan, diagnostics };
}

/** Without a store and without keys: the built-in actors and the user's own are all there is, and agents are mere names. */
export async function planAlone(
  request: CompileRequest,
): Promise<{ plan: Plan; diagnostics: Diagnostic[]; files: string[] }> {
  const loaded = await loadRun(request, true);
  const catalogue = createCatalogue(loaded.actors, []);
  const { plan, diagnostics } = await compileRun(
    request,
    loaded.scripts,
    loaded.diagnostics,
    catalogue,
    (name) => name,
  );
  if (isEmpty(plan) && diagnostics.every(({ severity }) => severity !== 'error')) {
    diagnostics.push(nothingToRun(loaded.files));
  }
  return { plan, diagnostics, files: loaded.files };
}

export function isEmpty({ steps, limits, schedules }: Plan): boolean {
  return steps.length + limits.length + schedules.length === 0;
}

export function nothingToRun(files: readonly string[]): Diagnostic {
  return {
    code: 'HS0603',
    severity: 'error',
    message: 'there is no action to run',
    ...(files[0] === undefined ? {} : { file: files[0] }),
    help: "an action looks like !!core.echo text:'hello'",
  };
}

function actorsOf(scripts: readonly LoadedScript[], names = new Set<string>()): Set<string> {
  for (const { items } of scripts) {
    for (const item of items) {
      if (item.kind === 'include') {
        actorsOf(item.scripts, names);
        continue;
      }
      const { actor, action, params, args } = item.action;
      const directive = findDirective(actor, action)?.directive;
      if (directive === undefined) names.add(actor);
      // Actions below it name no actor, but mean this one.
      else if (directive.actor === 'actor' && directive.action === 'select')
        for (const { text } of [...params.map(({ value }) => value), ...args]) names.add(text);
    }
  }
  return names;
}
