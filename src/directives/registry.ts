// All built-in directives. Whatever lists, finds or explains directives derives it from here.

import { actorSelect } from './actor-select.ts';
import { agentSelect } from './agent-select.ts';
import { circleSelect } from './circle-select.ts';
import { contextSelect } from './context-select.ts';
import { type Directive, type DirectiveAlias, directiveName } from './directive.ts';
import { jobDefaults } from './job-defaults.ts';
import { jobWait } from './job-wait.ts';
import { playEcho } from './play-echo.ts';
import { playInclude } from './play-include.ts';
import { sessionEnvSet } from './session-env-set.ts';
import { sessionEnvSetOnce } from './session-env-set-once.ts';

export const directives: readonly Directive[] = [
  jobDefaults,
  jobWait,
  circleSelect,
  contextSelect,
  agentSelect,
  actorSelect,
  sessionEnvSet,
  sessionEnvSetOnce,
  playEcho,
  playInclude,
];

export interface FoundDirective {
  directive: Directive;
  /** Undefined when it was named by its own name. */
  alias?: DirectiveAlias;
}

const byName = new Map<string, FoundDirective>();
const actionsByActor = new Map<string, string[]>();
for (const directive of directives) {
  byName.set(directiveName(directive), { directive });
  for (const alias of directive.aliases) byName.set(alias.name, { directive, alias });
  actionsByActor.set(directive.actor, [...(actionsByActor.get(directive.actor) ?? []), directive.action]);
}

/** By `actor.action`, or by an alias of it. */
export function findDirective(name: string): FoundDirective | undefined {
  return byName.get(name);
}

/** The first parts of the names of directives, e.g. `job`. */
export function directiveActors(): string[] {
  return [...actionsByActor.keys()];
}

/** The directives of one such part; undefined when there are none. */
export function findDirectiveActions(actor: string): readonly string[] | undefined {
  return actionsByActor.get(actor);
}
