// Secrets that this process would not find: told before the first job, not by the one that needs it.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { JobStep, Plan } from '../../plan/plan.ts';
import { secretsIn } from '../../records/secret-text.ts';
import { findSecret } from '../../secrets/secret-files.ts';
import { type Settings, secretFolders } from '../settings.ts';

/** `local`: public key of the agent in this process. Other agents have secrets of their own. */
export function findMissingSecrets(plan: Plan, local: string, settings: Settings): Diagnostic[] {
  const here = plan.jobs.filter(({ attributes: { agents } }) => agents.length === 0 || agents.includes(local));
  return here.flatMap((step) => step.withSecrets.flatMap((param) => missingIn(step, param, settings)));
}

function missingIn({ params, written }: JobStep, param: string, settings: Settings): Diagnostic[] {
  const span = written.params.find(({ key }) => key === param)?.value.span ?? written.headSpan;
  return secretsIn(params[param] ?? '').flatMap((name): Diagnostic[] => {
    const found = findSecret(secretFolders(settings), name);
    return found.ok ? [] : [{ code: 'HS0609', severity: 'error', message: found.message, span, help: found.help }];
  });
}
