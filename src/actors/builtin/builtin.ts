// How a built-in actor is declared: plain data for its params, so that a start needs no schema library.

import type { Need } from '../../records/service.ts';
import type { ActionSignature, ParamSignature } from '../../records/signature.ts';
import type { ActionContext, Actor, ActorAction } from '../actor.ts';
import { checkParams, convertParams } from '../params.ts';

export interface BuiltinAction {
  description: string;
  needs?: Need;
  params: ParamSignature[];
  examples: string[];
  run(params: Record<string, unknown>, context: ActionContext): Promise<unknown>;
}

export function builtinActor(name: string, description: string, actions: Record<string, BuiltinAction>): Actor {
  const entries = Object.entries(actions).map(
    ([action, declared]) => [action, toAction(name, action, declared)] as const,
  );
  return { name, description, actions: new Map(entries), origin: 'core' };
}

function toAction(actor: string, action: string, declared: BuiltinAction): ActorAction {
  const { description, needs = 'write', params, examples } = declared;
  const signature: ActionSignature = { actor, action, description, needs, params, open: false, examples };
  return {
    signature,
    check: (given) => checkParams(signature, given),
    execute: async (given, context) => declared.run(convertParams(signature, given), context),
  };
}
