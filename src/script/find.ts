// Finding actions by their names, by words and params, and in an order of priorities.

import type { Action, LoadedItem, LoadedScript } from './ast.ts';
import { isGlob, matchesGlob } from './glob.ts';
import { normaliseKey } from './params.ts';

/** The rest of the actions, after those that a filter names. */
const lastPriority = 50;

/**
 * Those that one item of the filter means, in their order. Items have commas between: `git.clone`, `git.*`, `git.` (all
 * of an actor), `.clone` (of any actor), `g?t.cl*`; `:` for the dot. One name alone is an action of the actor `core`.
 */
export function findActions<A extends Pick<Action, 'actor' | 'action'>>(actions: readonly A[], filter: string): A[] {
  const items = filter.replaceAll(':', '.').split(',').map(readItem);
  return actions.filter(({ actor, action }) =>
    items.some((item) => matchesName(item.actor, actor) && matchesName(item.action, action)),
  );
}

/** The same for scripts with their includes; an include stays where something is found in it. */
export function findInScripts(scripts: readonly LoadedScript[], filter: string): LoadedScript[] {
  return scripts.map((script) => ({
    ...script,
    items: script.items.flatMap((item): LoadedItem[] => {
      const isFound = findActions([item.action], filter).length > 0;
      if (item.kind === 'action') return isFound ? [item] : [];
      const found = findInScripts(item.scripts, filter).filter(({ items }) => items.length > 0);
      return isFound || found.length > 0 ? [{ ...item, scripts: found }] : [];
    }),
  }));
}

interface NameFilter {
  actor: string;
  action: string;
}

function readItem(item: string): NameFilter {
  const text = item.trim();
  const first = text.indexOf('.');
  if (first === -1) return { actor: 'core', action: text };
  return { actor: text.slice(0, first).trim(), action: text.slice(text.lastIndexOf('.') + 1).trim() };
}

/** Nothing asked for is anything; letters of patterns are as they are, those of names in any case. */
function matchesName(wanted: string, name: string): boolean {
  if (wanted === '') return true;
  return isGlob(wanted) || wanted.includes('[') ? matchesGlob(wanted, name) : wanted.toLowerCase() === name;
}

export interface Prioritised<A> {
  /** 0 is first; 50 is that of all that no filter names. */
  priority: number;
  action: A;
}

/**
 * Every action once, with the lowest of the priorities whose filter means it; those of one priority in their order.
 * Throws RangeError for a priority above 49.
 */
export function sortByFilters<A extends Pick<Action, 'actor' | 'action'>>(
  actions: readonly A[],
  filters: Readonly<Record<number, string>>,
): Prioritised<A>[] {
  const sorted: Prioritised<A>[] = [];
  const done = new Set<A>();
  const add = (priority: number, found: readonly A[]): void => {
    for (const action of found) if (!done.has(action)) sorted.push({ priority, action });
    for (const action of found) done.add(action);
  };
  const priorities = Object.keys(filters).map(Number);
  const high = priorities.find((priority) => !(priority < lastPriority));
  if (high !== undefined) throw new RangeError(`a priority is at most ${lastPriority - 1}, not ${high}`);
  for (const priority of priorities.sort((a, b) => a - b)) {
    add(priority, findActions(actions, filters[priority] ?? ''));
  }
  add(lastPriority, actions);
  return sorted;
}

export interface ParamFilter {
  /** One of them must fit; none = everything does. */
  include?: readonly string[];
  /** None of them may fit. */
  exclude?: readonly string[];
}

/** A filter is words and params that must all be there, `urgent+color:red`; `*` and `?` in a word or a value. */
export function matchesParams(action: Pick<Action, 'params' | 'args'>, filter: ParamFilter): boolean {
  const { include = [], exclude = [] } = filter;
  const fits = (item: string): boolean => item.split('+').every((test) => matchesOne(action, test));
  return (include.length === 0 || include.some(fits)) && !exclude.some(fits);
}

function matchesOne({ params, args }: Pick<Action, 'params' | 'args'>, test: string): boolean {
  const colon = test.indexOf(':');
  const key = colon === -1 ? '' : normaliseKey(test.slice(0, colon));
  const wanted = test.slice(colon + 1).trim();
  const matches = (text: string): boolean => (isGlob(wanted) ? matchesGlob(wanted, text) : wanted === text);
  if (key === '') return args.some(({ text }) => matches(text));
  return params.some((param) => param.key === key && matches(param.value.text));
}
