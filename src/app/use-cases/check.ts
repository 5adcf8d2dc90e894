// `hero check` and `hero parse`: what a script says and what is wrong with it, without running anything.

import { loadActors } from '../../actors/load.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { systemClock } from '../../ground/clock.ts';
import { compilePlan } from '../../plan/compile.ts';
import type { Plan } from '../../plan/plan.ts';
import { tellOf } from '../../plan/told.ts';
import type { Agent } from '../../records/agent.ts';
import type { Service } from '../../records/service.ts';
import { type LoadedScript, scriptsIn } from '../../script/ast.ts';
import type { Loaded, ScriptInput } from '../../script/load.ts';
import { resolveAgentName } from '../agent-names.ts';
import { createCatalogue } from '../catalogue.ts';
import { completePolicy } from '../complete-policy.ts';
import { keptSecrets } from '../kept-secrets.ts';
import { loadInputs, type Reading } from '../loading.ts';
import { findStore, openStore } from '../open-store.ts';
import { loadCronCheck } from '../run/cron-check.ts';
import { findActorsDir, type Settings } from '../settings.ts';

export interface CheckRequest {
  settings: Settings;
  inputs: ScriptInput[];
  variables: Record<string, string>;
  allowEnv: string[];
  reading: Reading;
  entry: string;
  /** Tell what this other reader of HeroScript would read otherwise. */
  compat?: 'herolib';
}

export interface Checked {
  scripts: LoadedScript[];
  plan: Plan;
  diagnostics: Diagnostic[];
  /** What the scripts themselves leave out. */
  ignored: Diagnostic[];
  /** Files and folders that were looked for, absolute. */
  paths: string[];
}

/** Parses and compiles; asks neither the access control nor whether agents are there. */
export async function checkScripts(request: CheckRequest): Promise<Checked> {
  const { settings } = request;
  const loaded = await parseScripts(request);
  const names = request.inputs.flatMap((input) => (input.kind === 'path' ? [input.path] : []));
  const { actors, diagnostics } = await loadActors(findActorsDir(settings, names), { entry: request.entry });
  const { services, agents } = await knownRecords(settings);
  const findKeptSecret = keptSecrets(settings);
  const compiled = compilePlan(loaded.scripts, {
    catalogue: createCatalogue(actors, services),
    variables: request.variables,
    allowEnv: request.allowEnv,
    env: settings.env,
    overrides: {},
    resolveAgent: (name) => resolveAgentName(name, agents, ''),
    ...(findKeptSecret === undefined ? {} : { findKeptSecret }),
    checkCron: await loadCronCheck(loaded.scripts, systemClock.now()),
    now: systemClock.now(),
  });
  const others = request.compat === undefined ? [] : await compareReaders(loaded.scripts);
  const all = [...loaded.diagnostics, ...diagnostics, ...compiled.diagnostics, ...others];
  const { scripts, paths } = loaded;
  return { scripts, paths, plan: compiled.plan, ...tellOf(all, scripts) };
}

export function parseScripts(
  request: Pick<CheckRequest, 'settings' | 'inputs' | 'reading'> & Partial<Pick<CheckRequest, 'variables'>>,
): Promise<Loaded> {
  const { settings, inputs, reading, variables = {} } = request;
  return loadInputs(inputs, settings, variables, reading);
}

/** Each script once, however often it is included. */
async function compareReaders(scripts: readonly LoadedScript[]): Promise<Diagnostic[]> {
  const { checkHerolib } = await import('../../script/compat/check.ts');
  return [...new Set(scriptsIn(scripts))].flatMap(checkHerolib);
}

/** What the store knows of services elsewhere, if there is a store; checking must not need one. */
async function knownRecords(settings: Settings): Promise<{ services: Service[]; agents: Agent[] }> {
  const found = findStore(settings);
  if (!found.ok || !found.location.isThere) return { services: [], agents: [] };
  const opened = await openStore(settings, { readOnly: true });
  if (!opened.ok) return { services: [], agents: [] };
  try {
    return completePolicy(await opened.store.policy());
  } finally {
    await opened.store.close();
  }
}
