// Values that stand as text in params which their action declares secret: whoever looks at a job gets stars for them.

import type { Job } from '../records/job.ts';
import { redactParams } from '../secrets/redact.ts';
import type { Store } from '../store/ports.ts';
import { createCatalogue } from './catalogue.ts';
import { completePolicy } from './complete-policy.ts';

type WithParams = Pick<Job, 'actor' | 'action' | 'params' | 'secrets'>;

/** Gives the job back as it may be shown. What is declared is what the store knows of the services at this moment. */
export type Hide = <J extends WithParams>(job: J) => J;

/** With `reveal` nothing is hidden. */
export async function hideSecrets(store: Store, reveal: boolean): Promise<Hide> {
  if (reveal) return (job) => job;
  const catalogue = createCatalogue(new Map(), completePolicy(await store.policy()).services);
  return (job) => {
    const params = catalogue.find(job.actor, job.action)?.params ?? [];
    const names = params.filter(({ secret }) => secret === true).map(({ name }) => name);
    // Another program may have written anything there.
    const references = Array.isArray(job.secrets) ? job.secrets : [];
    return names.length === 0 ? job : { ...job, params: redactParams(job.params, names, references) };
  };
}
