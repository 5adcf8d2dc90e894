// Load and preflight: everything that can be wrong with a run is found here, and nothing is submitted.

import type { Actor } from '../../actors/actor.ts';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import type { Catalogue } from '../../plan/context.ts';
import type { AuthorisedPlan, Plan } from '../../plan/plan.ts';
import type { Agent } from '../../records/agent.ts';
import type { LoadedScript } from '../../script/ast.ts';
import type { Store } from '../../store/ports.ts';
import { type AgentNames, agentNames, resolveAgentName } from '../agent-names.ts';
import { burySessionsOfDeadProcesses } from '../host.ts';
import { type LocalKeys, openLocalKeys } from '../keys.ts';
import { findStore, findStoreDiagnostic, openStore } from '../open-store.ts';
import { register } from '../register.ts';
import { type Settings, workspaceOf } from '../settings.ts';
import { Authoriser } from './authoriser.ts';
import { type CompileRequest, compileRun, isEmpty, type LoadedRun, loadRun, nothingToRun } from './compile.ts';
import { type Registry, readRegistry } from './registry.ts';
import { findMissingSecrets } from './secret-check.ts';

export interface PrepareRequest extends CompileRequest {
  /** Read the store if it is there, but make and change nothing. */
  readOnly: boolean;
  /** Agents elsewhere execute it; this process offers nothing. */
  remote: boolean;
  /** Actions may be written anew while it runs. */
  editable?: boolean;
}

export interface Prepared {
  diagnostics: Diagnostic[];
  /** Undefined when something is wrong. */
  run?: PreparedRun;
  /** What there was to read, even when it was wrong; for the header of the run. */
  files: string[];
}

/** A plan that may run, or why not. */
interface Decided {
  authorised: AuthorisedPlan | undefined;
  diagnostics: Diagnostic[];
}

export interface PreparedRun {
  plan: Plan;
  authorised: AuthorisedPlan;
  scripts: LoadedScript[];
  /** The same run with other scripts, decided under the policy as it is now. */
  replan(scripts: LoadedScript[]): Promise<Decided>;
  actors: Map<string, Actor>;
  catalogue: Catalogue;
  keys: LocalKeys;
  /** Of agents that may get a job. */
  names: AgentNames;
  /** Runs of the same one may finish each other's jobs. */
  workspace: string;
  actorsDir: string | undefined;
  /** Undefined in a read-only preparation without a store. */
  store: Store | undefined;
  /** Address of the store. */
  storeUrl: string;
}

/** A run in the making. */
interface Draft {
  request: PrepareRequest;
  loaded: LoadedRun;
  diagnostics: Diagnostic[];
  /** Undefined as long as there is none. */
  store: Store | undefined;
  storeUrl: string;
}

type Compile = (
  scripts: LoadedScript[],
  before: readonly Diagnostic[],
) => Promise<{ plan: Plan; diagnostics: Diagnostic[] }>;

/** Scripts to an authorised plan, with an open store. The caller closes `run.store`. */
export async function prepareRun(request: PrepareRequest): Promise<Prepared> {
  const loaded = await loadRun(request, !request.remote, request.editable);
  const { files } = loaded;
  const opened = await openExisting(request.settings, request.readOnly);
  const diagnostics = [...loaded.diagnostics];
  if (opened.diagnostic !== undefined) {
    diagnostics.push(opened.diagnostic);
    // Who could execute what is known there only.
    if (request.remote) return { diagnostics, files };
  }
  const draft: Draft = { request, loaded, diagnostics, store: opened.store, storeUrl: opened.url };
  let run: PreparedRun | undefined;
  try {
    run = await complete(draft);
  } catch (error) {
    const diagnostic = findStoreDiagnostic(error);
    if (diagnostic === undefined) throw error;
    draft.diagnostics.push(diagnostic);
  } finally {
    // Nobody else knows of it.
    if (run === undefined) await draft.store?.close();
  }
  return { diagnostics: draft.diagnostics, files, ...(run === undefined ? {} : { run }) };
}

/** Undefined when something is wrong; what it is goes to the diagnostics of the draft. */
async function complete(draft: Draft): Promise<PreparedRun | undefined> {
  const { request, loaded } = draft;
  const { settings, clock, remote, readOnly } = request;
  if (!readOnly) await draft.store?.checkWrites();
  const opened = await openLocalKeys(settings);
  if (!opened.ok) return refuse(draft, opened.diagnostic);
  const { keys } = opened;
  // A process that was killed here a moment ago must not be given jobs.
  if (remote && !readOnly && draft.store !== undefined) await burySessionsOfDeadProcesses(draft.store);

  const local = remote ? undefined : keys.agent;
  const authoriser = new Authoriser(keys.user, local, clock);
  const agents = await authoriser.findAgents(draft.store);
  const registry = await readRegistry(draft.store, loaded, { pubkey: keys.agent, remote, clock });
  const compile = compilerOf(request, registry, local);

  const { plan, diagnostics } = await compile(loaded.scripts, draft.diagnostics);
  const decided = authoriser.authorise(plan, registry.offered, agents);
  draft.diagnostics = [...diagnostics, ...decided.diagnostics];
  if (isEmpty(plan) && !hasErrors(draft.diagnostics)) draft.diagnostics.push(nothingToRun(loaded.files));
  if (hasErrors(draft.diagnostics) || decided.authorised === undefined) return undefined;

  const authorised = readOnly ? decided.authorised : await enter(draft, decided.authorised, registry, authoriser);
  if (authorised === undefined) return undefined;
  const { actors, actorsDir } = loaded;
  const { store, storeUrl } = draft;
  return {
    plan,
    authorised,
    scripts: loaded.scripts,
    replan: (scripts) => replan(scripts, compile, authoriser, store),
    actors,
    catalogue: registry.catalogue,
    keys,
    names: namesOf(authorised, registry.after.agents),
    workspace: workspaceOf(settings, actorsDir),
    actorsDir,
    store,
    storeUrl,
  };
}

function refuse(draft: Draft, diagnostic: Diagnostic): undefined {
  draft.diagnostics.push(diagnostic);
}

/** `local`: public key of the agent that executes here, whose secrets have to be here as well. */
function compilerOf(request: PrepareRequest, { agents, catalogue }: Registry, local: string | undefined): Compile {
  return async (scripts, before) => {
    const nameOf = (name: string) => resolveAgentName(name, agents, local);
    const compiled = await compileRun(request, scripts, before, catalogue, nameOf);
    const missing = local === undefined ? [] : findMissingSecrets(compiled.plan, local, request.settings);
    return { ...compiled, diagnostics: [...compiled.diagnostics, ...missing] };
  };
}

/** Makes the store if there is none, and registers what is executed here. */
async function enter(
  draft: Draft,
  authorised: AuthorisedPlan,
  { before, after, own }: Registry,
  authoriser: Authoriser,
): Promise<AuthorisedPlan | undefined> {
  const { settings, remote } = draft.request;
  if (draft.store === undefined) {
    const created = await openStore(settings);
    if (!created.ok) return refuse(draft, created.diagnostic);
    draft.store = created.store;
  }
  if (!remote) await register(draft.store, after, before, own);
  const again = await recheck(authorised, draft.store, authoriser);
  draft.diagnostics.push(...again.diagnostics);
  return again.authorised;
}

async function replan(
  scripts: LoadedScript[],
  compile: Compile,
  authoriser: Authoriser,
  store: Store | undefined,
): Promise<Decided> {
  const { plan, diagnostics } = await compile(scripts, []);
  if (hasErrors(diagnostics) || store === undefined) return { diagnostics, authorised: undefined };
  const decided = await authoriser.authoriseNow(plan, store);
  return { ...decided, diagnostics: [...diagnostics, ...decided.diagnostics] };
}

/** Registering may have moved the policy; the plan is to be decided under that which it runs with. */
async function recheck(authorised: AuthorisedPlan, store: Store, authoriser: Authoriser): Promise<Decided> {
  if ((await store.revision()) === authorised.revision) return { authorised, diagnostics: [] };
  return authoriser.authoriseNow(authorised.plan, store);
}

async function openExisting(
  settings: Settings,
  readOnly: boolean,
): Promise<{ store?: Store; url: string; diagnostic?: Diagnostic }> {
  const found = findStore(settings);
  if (!found.ok) return { url: '', diagnostic: found.diagnostic };
  const { url, isThere } = found.location;
  if (!isThere) return { url };
  const opened = await openStore(settings, { readOnly });
  return opened.ok ? { url, store: opened.store } : { url, diagnostic: opened.diagnostic };
}

function namesOf({ grants, plan }: AuthorisedPlan, agents: readonly Agent[]): AgentNames {
  const candidates = [...grants.values()].flatMap((grant) => grant.candidates);
  const ofSlots = plan.schedules.flatMap(({ jobs }) => jobs.flatMap(({ attributes }) => attributes.agents));
  const told = new Set([...candidates, ...ofSlots]);
  return new Map([...agentNames(agents)].filter(([key]) => told.has(key)));
}
