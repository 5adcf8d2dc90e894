// Load and preflight: everything that can be wrong with a run is found here, and nothing is submitted.

import type { Actor } from '../../actors/actor.ts';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { newGuid } from '../../ground/id.ts';
import type { Catalogue } from '../../plan/context.ts';
import type { AuthorisedPlan, Plan } from '../../plan/plan.ts';
import type { Agent } from '../../records/agent.ts';
import type { LoadedScript } from '../../script/ast.ts';
import type { Policy } from '../../store/parts/registry.ts';
import type { Store } from '../../store/ports.ts';
import { type AgentNames, agentNames, livingFirst, resolveAgentName } from '../agent-names.ts';
import { createCatalogue } from '../catalogue.ts';
import { completePolicy } from '../complete-policy.ts';
import { burySessionsOfDeadProcesses } from '../host.ts';
import { type LocalKeys, openLocalKeys } from '../keys.ts';
import { findStore, findStoreDiagnostic, openStore } from '../open-store.ts';
import { agentRecord, policyWith, register } from '../register.ts';
import { type Settings, workspaceOf } from '../settings.ts';
import { Authoriser } from './authoriser.ts';
import { type CompileRequest, compileRun, isEmpty, loadRun, nothingToRun } from './compile.ts';
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

const emptyPolicy: Policy = { revision: 0, services: [], groups: [], agents: [], revoked: [] };

/** Scripts to an authorised plan, with an open store. The caller closes `run.store`. */
export async function prepareRun(request: PrepareRequest): Promise<Prepared> {
  const { settings, clock } = request;
  const loaded = await loadRun(request, !request.remote, request.editable);
  const { files, actors, actorsDir, wanted } = loaded;
  let diagnostics: Diagnostic[] = [...loaded.diagnostics];

  const opened = await openExisting(settings, request.readOnly);
  let store = opened.store;
  if (opened.diagnostic !== undefined) {
    diagnostics.push(opened.diagnostic);
    // Who could execute what is known there only.
    if (request.remote) return { diagnostics, files };
  }
  let run: PreparedRun | undefined;
  try {
    if (!request.readOnly) await store?.checkWrites();
    const keys = await openLocalKeys(settings);
    if (!keys.ok) return { diagnostics: [...diagnostics, keys.diagnostic], files };
    const { user, agent: pubkey } = keys.keys;
    // A process that was killed here a moment ago must not be given jobs.
    if (request.remote && !request.readOnly && store !== undefined) await burySessionsOfDeadProcesses(store);
    const local = request.remote ? undefined : pubkey;
    const authoriser = new Authoriser(user, local, clock);
    const agents = await authoriser.findAgents(store);
    const before = store === undefined ? emptyPolicy : completePolicy(await store.policy());
    const known = before.agents.find((agent) => agent.pubkey === pubkey);
    const own = agentRecord(actors.values(), { pubkey, guid: newGuid(), now: clock.now() }, known);
    const policy = request.remote ? before : policyWith(before, actors.values(), own);
    const catalogue = createCatalogue(actors, policy.services);
    const named = store === undefined ? policy.agents : await livingFirst(store, policy.agents);

    const compile = async (scripts: LoadedScript[], problems: readonly Diagnostic[]) => {
      const nameOf = (name: string) => resolveAgentName(name, named, local);
      const compiled = await compileRun(request, scripts, problems, catalogue, nameOf);
      const missing = local === undefined ? [] : findMissingSecrets(compiled.plan, local, settings);
      return { ...compiled, diagnostics: [...compiled.diagnostics, ...missing] };
    };
    const { plan, diagnostics: told } = await compile(loaded.scripts, diagnostics);
    diagnostics = told;
    const offered = request.remote ? before : policyWith(before, actors.values(), offeredHere(own, wanted, actors));
    const first = authoriser.authorise(plan, offered, agents);
    diagnostics.push(...first.diagnostics);
    if (isEmpty(plan) && !hasErrors(diagnostics)) diagnostics.push(nothingToRun(files));
    if (hasErrors(diagnostics) || first.authorised === undefined) return { diagnostics, files };

    let { authorised } = first;
    if (!request.readOnly) {
      if (store === undefined) {
        const created = await openStore(settings);
        if (!created.ok) return { diagnostics: [...diagnostics, created.diagnostic], files };
        store = created.store;
      }
      if (!request.remote) await register(store, policy, before, own);
      const again = await recheck(authorised, store, authoriser);
      diagnostics.push(...again.diagnostics);
      if (again.authorised === undefined) return { diagnostics, files };
      authorised = again.authorised;
    }
    const replan: PreparedRun['replan'] = async (scripts) => {
      const changed = await compile(scripts, []);
      if (hasErrors(changed.diagnostics) || store === undefined) return { ...changed, authorised: undefined };
      const decided = await authoriser.authoriseNow(changed.plan, store);
      return { ...decided, diagnostics: [...changed.diagnostics, ...decided.diagnostics] };
    };
    run = {
      plan,
      authorised,
      scripts: loaded.scripts,
      replan,
      actors,
      catalogue,
      keys: keys.keys,
      names: namesOf(authorised, policy.agents),
      workspace: workspaceOf(settings, actorsDir),
      actorsDir,
      store,
      storeUrl: opened.url,
    };
    return { diagnostics, run, files };
  } catch (error) {
    const diagnostic = findStoreDiagnostic(error);
    if (diagnostic === undefined) throw error;
    return { diagnostics: [...diagnostics, diagnostic], files };
  } finally {
    // Nobody else knows of it.
    if (run === undefined) await store?.close();
  }
}

/** Registering may have moved the policy; the plan is to be decided under that which it runs with. */
async function recheck(authorised: AuthorisedPlan, store: Store, authoriser: Authoriser): Promise<Decided> {
  if ((await store.revision()) === authorised.revision) return { authorised, diagnostics: [] };
  return authoriser.authoriseNow(authorised.plan, store);
}

/** The agent's record may offer actors of other folders, or one that is gone; what this script names has to be here. */
function offeredHere(own: Agent, wanted: ReadonlySet<string>, actors: ReadonlyMap<string, Actor>): Agent {
  return { ...own, services: own.services.filter(({ actor }) => !wanted.has(actor) || actors.has(actor)) };
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
