// What `import … from 'herorunner'` gives: to modules with actors, and to programs that use the package.

export { z } from 'zod';
export type { ActionContext, Actor, ActorAction, Interruption, JobIdentity } from './actors/actor.ts';
export { ActionError } from './actors/actor.ts';
export type {
  ActionDefinition,
  ActorDefinition,
  AnyActionDefinition,
  ParamsOf,
  ParamsSchema,
} from './actors/define.ts';
export { defineAction, defineActor } from './actors/define.ts';
export type { Retry } from './actors/retry.ts';
export type { ValueKind } from './actors/value.ts';
export { value } from './actors/value.ts';
export type { ActionSignature, ParamProblem, ParamSignature, ParamType } from './records/signature.ts';
export type { Need } from './records/words.ts';
