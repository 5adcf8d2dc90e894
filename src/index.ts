// What `import … from 'herorunner'` gives to modules with actors.

export { z } from 'zod';
export type { ActionContext, Actor, Interruption, JobIdentity } from './actors/actor.ts';
export { ActionError } from './actors/actor.ts';
export type { ActionDefinition, ActorDefinition } from './actors/define.ts';
export { defineActor } from './actors/define.ts';
