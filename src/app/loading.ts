// How the commands read scripts: where includes are looked for, and what of the network is allowed.

import { type Loaded, loadScripts, type ReadingOptions, type ScriptInput } from '../script/load.ts';
import type { Settings } from './settings.ts';

export interface Reading extends ReadingOptions {
  /** Repositories that are not on this machine are fetched. */
  allowGit?: boolean;
}

export async function loadInputs(
  inputs: readonly ScriptInput[],
  settings: Settings,
  variables: Readonly<Record<string, string>>,
  { allowGit, ...reading }: Reading,
): Promise<Loaded> {
  const { cwd, codeRoot, gitCache, env } = settings;
  const fetchCheckout = allowGit ? (await import('./git/fetch.ts')).makeFetcher(gitCache, env) : undefined;
  return loadScripts(inputs, {
    cwd,
    codeRoot,
    variables,
    ...reading,
    ...(fetchCheckout === undefined ? {} : { fetchCheckout }),
  });
}
