// What a script says, apart from how it is laid out: compared before and after formatting.

import type { Action, Script } from '../ast.ts';
import { expandActions } from './expand.ts';

export interface MeaningOptions {
  /** New names of actions, by old ones, as `actor.action`. */
  rename?: ReadonlyMap<string, string>;
  /** Params that go with the old name, by that name. */
  dropped?: ReadonlyMap<string, readonly string[]>;
  /** The short form of params says the same as the blocks it stands for. */
  expand?: boolean;
  /** The order of actions says nothing. */
  sort?: boolean;
}

/** Equal for two scripts that say the same. Attributes of the job may change places with other params. */
export function meaningOf(script: Script, options: MeaningOptions = {}): string {
  const faults = script.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  const blocks = options.expand === true ? expandActions(script.actions).blocks : undefined;
  const actions = script.actions.flatMap((action) => blocks?.get(action) ?? [action]);
  const meanings = actions.map((action) => actionMeaning(action, options));
  if (options.sort !== true) return JSON.stringify([faults.sort(), meanings]);
  return JSON.stringify([faults.sort(), meanings.map((one) => JSON.stringify(one)).sort()]);
}

export function actionMeaning(action: Action, { rename, dropped }: MeaningOptions = {}): unknown[] {
  const name = `${action.actor}.${action.action}`;
  const gone = dropped?.get(name) ?? [];
  const kept = action.params.filter(({ key }) => !gone.includes(key));
  const params = kept.map(({ key, value, comment }) => [key, value.text, comment]);
  return [
    action.type,
    rename?.get(name) ?? name,
    action.comments,
    action.args.map(({ text, comment }) => [text, comment]),
    params.filter(([key]) => !isJob(key)),
    params.filter(([key]) => isJob(key)).sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  ];
}

function isJob(key: string | undefined): boolean {
  return key?.startsWith('job.') === true;
}
