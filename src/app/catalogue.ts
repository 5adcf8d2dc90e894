// Which actions there are and what their params are: the actors of this process, and the services other agents offer.

import type { Actor } from '../actors/actor.ts';
import type { Service, ServiceAction } from '../records/service.ts';
import type { ActionSignature, ParamProblem } from '../records/signature.ts';

export interface Catalogue {
  actors(): string[];
  /** Names of its actions. */
  findActor(actor: string): string[] | undefined;
  find(actor: string, action: string): ActionSignature | undefined;
  check(actor: string, action: string, params: Readonly<Record<string, string>>): ParamProblem[];
}

export function createCatalogue(actors: ReadonlyMap<string, Actor>, services: readonly Service[]): Catalogue {
  const remote = new Map<string, Map<string, ActionSignature>>();
  for (const service of services) {
    const actions = service.actions.map((action) => [action.action, signatureOf(service.actor, action)] as const);
    remote.set(service.actor, new Map(actions));
  }
  return {
    actors: () => [...new Set([...actors.keys(), ...remote.keys()])],
    findActor(name) {
      const local = actors.get(name);
      const other = remote.get(name);
      if (local === undefined && other === undefined) return undefined;
      return [...new Set([...(local?.actions.keys() ?? []), ...(other?.keys() ?? [])])];
    },
    find: (actor, action) => actors.get(actor)?.actions.get(action)?.signature ?? remote.get(actor)?.get(action),
    check(actor, action, params) {
      const local = actors.get(actor)?.actions.get(action);
      if (local !== undefined) return local.check(params);
      const signature = remote.get(actor)?.get(action);
      if (signature === undefined || signature.open) return [];
      const known = new Set(signature.params.map((param) => param.name));
      return Object.keys(params)
        .filter((name) => !known.has(name))
        .map((param) => ({ kind: 'unknown', param, message: `${actor}.${action} has no param ${param}` }));
    },
  };
}

/** A record says the names of the params, not their types nor which are required. */
function signatureOf(actor: string, action: ServiceAction): ActionSignature {
  const params = Object.entries(action.params).map(([name, description]) => ({
    name,
    type: 'string' as const,
    required: false,
    description,
    ...(action.params_example[name] === undefined ? {} : { example: action.params_example[name] }),
  }));
  return {
    actor,
    action: action.action,
    description: action.description,
    needs: action.needs ?? 'write',
    params,
    open: params.length === 0,
    examples: [],
  };
}
