// The params of a job with the secrets that they refer to, for the moment in which its action runs.

import { fillSecretParam } from '../actors/secret-param.ts';
import type { Job } from '../records/job.ts';
import { actorOfSecret, isSecretName, secretsIn } from '../records/secret-text.ts';
import { type ActionSignature, takesSecrets } from '../records/signature.ts';
import { makeRedactor, type Redactor } from '../secrets/redact.ts';
import { findSecret, type SecretFolder } from '../secrets/secret-files.ts';

export type ResolvedParams =
  | { ok: true; params: Record<string, string>; redactor: Redactor }
  | { ok: false; message: string };

/**
 * `byRoot`: the one who asks may do everything here. Others get only secrets that bear the name of the actor: whoever put
 * such a one there has said whom it is for.
 */
export function resolveSecrets(
  job: Pick<Job, 'actor' | 'action' | 'params' | 'secrets'>,
  { params: declared }: ActionSignature,
  byRoot: boolean,
  folders: readonly SecretFolder[],
): ResolvedParams {
  const { actor, action, secrets: marked = [] } = job;
  const params = { ...job.params };
  const values = new Map<string, string>();
  if (!Array.isArray(marked)) return { ok: false, message: 'secrets is no list of params' };
  for (const param of marked) {
    const text = Object.hasOwn(params, param) ? params[param] : undefined;
    if (text === undefined) continue;
    const known = declared.find(({ name }) => name === param);
    if (known === undefined || !takesSecrets(known)) {
      return { ok: false, message: `the param ${param} of ${actor}.${action} takes no secrets` };
    }
    for (const name of secretsIn(text)) {
      const problem = isSecretName(name) ? findForeign(name, actor, byRoot) : undefined;
      if (problem !== undefined) return { ok: false, message: problem };
      const found = findSecret(folders, name);
      if (!found.ok) return { ok: false, message: found.message };
      values.set(name, found.value);
    }
    params[param] = fillSecretParam(known.type, text, values);
  }
  return { ok: true, params, redactor: makeRedactor([...values.values()]) };
}

/** Why the action may not have it. */
function findForeign(name: string, actor: string, byRoot: boolean): string | undefined {
  const owner = actorOfSecret(name);
  if (owner === undefined) {
    return byRoot
      ? undefined
      : `the secret ${name} is only for who may do everything here; others get ${actor}.${name}`;
  }
  return owner === actor ? undefined : `the secret ${name} is only for actions of ${owner}`;
}
