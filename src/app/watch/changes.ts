// Which actions of a script are others than before.

import type { PlannedAction } from './report.ts';

export interface ActionChange {
  what: 'new' | 'changed' | 'gone';
  action: PlannedAction;
}

/** In the order of the script, what is gone last. An action is the same when it says the same, wherever it stands. */
export function changedActions(before: readonly PlannedAction[], after: readonly PlannedAction[]): ActionChange[] {
  const left = new Map<string, PlannedAction[]>();
  for (const action of before) left.set(action.print, [...(left.get(action.print) ?? []), action]);
  const others = after.filter(({ print }) => left.get(print)?.shift() === undefined);
  const lost = [...left.values()].flat();
  const take = (test: (action: PlannedAction) => boolean): boolean => {
    const at = lost.findIndex(test);
    if (at !== -1) lost.splice(at, 1);
    return at !== -1;
  };
  const isNamed = ({ label }: PlannedAction) => !label.startsWith('#');
  const changes = others.map((action): ActionChange => {
    const isKnown = isNamed(action)
      ? take(({ label }) => label === action.label)
      : take((other) => !isNamed(other) && other.name === action.name);
    return { what: isKnown ? 'changed' : 'new', action };
  });
  return [...changes, ...lost.map((action): ActionChange => ({ what: 'gone', action }))];
}
