// Which actions there are and what their params are: the actors of this process, and the services other agents offer.

import type { Actor } from '../actors/actor.ts';
import { compareNames } from '../actors/params.ts';
import type { Catalogue } from '../plan/context.ts';
import type { ParamFacts, Service, ServiceAction } from '../records/service.ts';
import { type ActionSignature, type ParamSignature, paramTypes } from '../records/signature.ts';

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
      // Whether the values fit is for the agent to say: it knows more than the types.
      const { unknown, missing } = compareNames(signature, params);
      return [...unknown, ...missing];
    },
  };
}

/** Records of other programs may say no more of the params than their names. */
function signatureOf(actor: string, action: ServiceAction): ActionSignature {
  const params = Object.entries(action.params).map(([name, description]): ParamSignature => {
    const example = action.params_example[name];
    const { type, required, ...flags } = readFacts(action, name);
    return {
      name,
      type: paramTypes.find((known) => known === type) ?? 'string',
      required: required === true,
      description,
      ...(example === undefined ? {} : { example }),
      ...(flags.secret === true ? { secret: true } : {}),
      ...(flags.takes_secrets === true ? { takes_secrets: true } : {}),
      ...(flags.raw === true ? { raw: true } : {}),
    };
  });
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

/** Anybody may have written the record, so nothing is sure about its form. */
function readFacts({ params_facts: facts }: ServiceAction, name: string): Partial<ParamFacts> {
  const found: unknown = typeof facts === 'object' && facts !== null && Object.hasOwn(facts, name) ? facts[name] : {};
  return typeof found === 'object' && found !== null ? found : {};
}
