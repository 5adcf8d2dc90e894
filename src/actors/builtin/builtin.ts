// How a built-in actor is declared: plain data for its params, so that a start needs no schema library.

import type { ActionSignature, ParamProblem, ParamSignature, ParamType } from '../../records/signature.ts';
import type { Need } from '../../records/words.ts';
import { type ActionContext, ActionError, type Actor, type ActorAction } from '../actor.ts';
import { readParams } from '../params.ts';

export interface BuiltinAction {
  description: string;
  needs?: Need;
  params: ParamSignature[];
  examples: string[];
  /** What the types of the params cannot say. Gets the values that fit their type. */
  check?(params: Record<string, unknown>): ParamProblem[];
  run(params: Record<string, unknown>, context: ActionContext): Promise<unknown>;
}

/** A param that may be left out. */
export function optional(
  name: string,
  type: ParamType,
  description: string,
  more: Partial<ParamSignature> = {},
): ParamSignature {
  return { name, type, required: false, description, ...more };
}

export function required(name: string, type: ParamType, description: string, example: string): ParamSignature {
  return { name, type, required: true, description, example };
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
  const read = (given: Readonly<Record<string, string>>) => {
    const { values, problems } = readParams(signature, given);
    return { values, problems: [...problems, ...(declared.check?.(values) ?? [])] };
  };
  return {
    signature,
    check: (given) => read(given).problems,
    async execute(given, context) {
      const { values, problems } = read(given);
      if (problems[0] !== undefined) throw new ActionError(problems[0].message);
      return declared.run(values, context);
    },
  };
}
