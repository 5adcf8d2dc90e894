// All built-in directives. Whatever lists, finds or explains directives derives it from here.

import { actorSelect } from './actor-select.ts';
import { agentSelect } from './agent-select.ts';
import { circleSelect } from './circle-select.ts';
import { contextSelect } from './context-select.ts';
import type { Directive, DirectiveAlias } from './directive.ts';
import { jobDefaults } from './job-defaults.ts';
import { jobWait } from './job-wait.ts';
import { limitDefine } from './limit-define.ts';
import { lintConfigure } from './lint-configure.ts';
import { playEcho } from './play-echo.ts';
import { playInclude } from './play-include.ts';
import { scheduleDefine } from './schedule-define.ts';
import { scheduleEnd } from './schedule-end.ts';
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
  lintConfigure,
  limitDefine,
  scheduleDefine,
  scheduleEnd,
];

export interface FoundDirective {
  directive: Directive;
  /** Undefined when it was named by its own name. */
  alias?: DirectiveAlias;
}

const byName = new Map<string, Map<string, FoundDirective>>();
for (const directive of directives) {
  add(directive.actor, directive.action, { directive });
  for (const alias of directive.aliases) {
    const [actor = '', action = ''] = alias.name.split('.');
    add(actor, action, { directive, alias });
  }
}

function add(actor: string, action: string, found: FoundDirective): void {
  const actions = byName.get(actor) ?? new Map<string, FoundDirective>();
  actions.set(action, found);
  byName.set(actor, actions);
}

/** By its name, or by an alias of it. */
export function findDirective(actor: string, action: string): FoundDirective | undefined {
  return byName.get(actor)?.get(action);
}

/** The first parts of the names of directives, e.g. `job`. */
export function directiveActors(): string[] {
  return [...new Set(directives.map(({ actor }) => actor))];
}

/** The directives of one such part; undefined when there are none. */
export function findDirectiveActions(actor: string): string[] | undefined {
  const actions = directives.filter((directive) => directive.actor === actor).map(({ action }) => action);
  return actions.length === 0 ? undefined : actions;
}
