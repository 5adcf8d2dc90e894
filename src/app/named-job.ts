// The one job that a person names by its guid, or by the first or last digits of it.

import type { JobView } from '../records/outcome.ts';
import type { Store } from '../store/ports.ts';
import { hideSecrets } from './shown-params.ts';
import { type Answer, refused } from './with-store.ts';

export async function expectJob(store: Store, name: string): Promise<Answer<JobView>> {
  const guid = await expectGuid(store, name);
  if (!guid.ok) return guid;
  const view = await store.get(guid.value);
  if (view !== undefined) return { ok: true, value: view };
  const stray = await findStray(store, guid.value);
  if (stray !== undefined) return stray;
  throw new Error(`job ${guid.value} was found by its name and then was gone`);
}

/** As it may be shown: without the values of secret params unless `reveal`. */
export async function expectShownJob(store: Store, name: string, reveal: boolean): Promise<Answer<JobView>> {
  const found = await expectJob(store, name);
  if (!found.ok) return found;
  const hide = await hideSecrets(store, reveal);
  return { ok: true, value: { ...found.value, job: hide(found.value.job) } };
}

/** The diagnostic says which jobs it could have been. */
export async function expectGuid(store: Store, name: string): Promise<Answer<string>> {
  // A variable of a shell that is not set names no job, also where there is only one.
  if (name === '') return refused('an empty name is that of no job', 'hero job ls  lists the open jobs');
  // The search looks at all jobs.
  if ((await store.get(name)) !== undefined) return { ok: true, value: name };
  const found = await store.findGuids(name, 3);
  if (found.includes(name)) return { ok: true, value: name };
  const [guid] = found;
  if (guid === undefined) {
    const help = 'hero job ls --all  lists the jobs there are';
    return (await findStray(store, name)) ?? refused(`there is no job ${name}`, help);
  }
  if (found.length === 1) return { ok: true, value: guid };
  const help = `more than one begins or ends like this: ${found.join(', ')}`;
  return refused(`job ${name} is ambiguous`, help);
}

/** What is wrong with a record that is there and is no job. */
async function findStray(store: Store, guid: string): Promise<Answer<never> | undefined> {
  const stray = await store.stray(guid);
  return stray && refused(stray.message, stray.help);
}
