// `${job.LABEL.KEY}`: what a job that has ended gives to the values of later ones.

import { isLongNumber } from '../../ground/exact-json.ts';
import { anyOf } from '../../ground/quoting.ts';
import type { ResultReference } from '../../plan/plan.ts';
import type { JobState } from '../../records/words.ts';

export interface EndedJob {
  label: string;
  state: JobState;
  code: number;
  message: string;
  result: unknown;
}

/** The text a reference stands for; undefined when the result has no such key. */
function lookupResult(job: EndedJob, key: string): string | undefined {
  if (key === 'status') return job.state;
  if (key === 'code') return String(job.code);
  if (key === 'error') return job.message;
  let value = job.result;
  if (key !== 'result') {
    // `result.KEY` is for keys that the words above hide, such as `result.status`.
    for (const part of key.replace(/^result\./, '').split('.')) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
      value = (value as Record<string, unknown>)[part];
    }
  }
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Keys that a reference to this job could name, for the hint when one is missing. */
export function resultKeys(job: EndedJob): string[] {
  const keys = ['result', 'status', 'code', 'error'];
  const { result } = job;
  return typeof result === 'object' && result !== null && !isLongNumber(result)
    ? [...Object.keys(result), ...keys]
    : keys;
}

export interface Filled {
  text: string;
  missing: ResultReference[];
}

/**
 * Puts results into a text. References whose key is not in the result stay, and are named in `missing`. `write`: how a value
 * is written in that text.
 */
export function fillReferences(
  text: string,
  references: readonly ResultReference[],
  find: (n: number) => EndedJob,
  write: (value: string) => string = (value) => value,
): Filled {
  const missing: ResultReference[] = [];
  const values = new Map<string, string>();
  for (const reference of references) {
    const value = lookupResult(find(reference.job), reference.key);
    if (value === undefined) missing.push(reference);
    else values.set(reference.placeholder, write(value));
  }
  if (values.size === 0) return { text, missing };
  // One pass, so that a result that looks like a placeholder stays text.
  return { text: text.replace(anyOf(values.keys()), (placeholder) => values.get(placeholder) ?? placeholder), missing };
}
