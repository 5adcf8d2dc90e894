// Actors as records: what the registry and the Agent record say of them.

import type { AgentService } from '../records/agent.ts';
import type { ParamFacts, Service, ServiceAction } from '../records/service.ts';
import type { ActionSignature, ParamSignature } from '../records/signature.ts';
import type { Actor } from './actor.ts';

export function toService(actor: Actor): Service {
  const actions = [...actor.actions.values()].map(({ signature }): ServiceAction => {
    const { action, description, needs } = signature;
    return {
      action,
      description,
      ...paramMaps(signature),
      ...factsOf(signature),
      ...(needs === 'write' ? {} : { needs }),
    };
  });
  return { actor: actor.name, actions, description: actor.description, status: 'ok' };
}

export function toAgentService(actor: Actor): AgentService {
  const actions = [...actor.actions.values()].map(({ signature }) => {
    const { action, description } = signature;
    return { action, description, ...paramMaps(signature), status: 'ok' as const, public: true };
  });
  return { actor: actor.name, actions, description: actor.description, status: 'ok' };
}

function paramMaps({ params }: ActionSignature): Pick<ServiceAction, 'params' | 'params_example'> {
  const examples = params.flatMap(({ name, example }) => (example === undefined ? [] : [[name, example] as const]));
  return {
    params: Object.fromEntries(params.map((param) => [param.name, describeParam(param)])),
    params_example: Object.fromEntries(examples),
  };
}

/** Only what is so, and nothing for an action without params. */
function factsOf({ params }: ActionSignature): Pick<ServiceAction, 'params_facts'> {
  const facts = params.map(({ name, type, required, secret, takes_secrets, raw }): [string, ParamFacts] => {
    const flags = Object.entries({ required, secret, takes_secrets, raw }).filter(([, is]) => is === true);
    return [name, { type, ...Object.fromEntries(flags) }];
  });
  return facts.length === 0 ? {} : { params_facts: Object.fromEntries(facts) };
}

/** e.g. `int, required: id of the vm`. */
function describeParam(param: ParamSignature): string {
  const facts: string[] = [param.type];
  if (param.required) facts.push('required');
  if (param.default !== undefined) facts.push(`default ${param.default}`);
  if (param.enum !== undefined) facts.push(`one of ${param.enum.join(' ')}`);
  if (param.secret) facts.push('secret');
  if (param.takes_secrets) facts.push('takes secrets');
  if (param.raw) facts.push('raw');
  return param.description === '' ? facts.join(', ') : `${facts.join(', ')}: ${param.description}`;
}
