// Params of a step with the results of earlier jobs filled in, and checked again: only now are they known.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { JobStep } from '../../plan/plan.ts';
import { escapeSecretText } from '../../records/secret-text.ts';
import type { ParamProblem } from '../../records/signature.ts';
import { type EndedJob, fillReferences, resultKeys } from './results.ts';

export type FilledParams = { ok: true; params: Record<string, string> } | { ok: false; diagnostic: Diagnostic };

export interface FillContext {
  ended(n: number): EndedJob;
  check(actor: string, action: string, params: Record<string, string>): ParamProblem[];
}

export function fillParams(step: JobStep, { ended, check }: FillContext): FilledParams {
  if (step.references.length === 0) return { ok: true, params: step.params };
  const params: Record<string, string> = { ...step.params };
  for (const [key, value] of Object.entries(step.params)) {
    const references = step.references.filter((reference) => reference.param === key);
    if (references.length === 0) continue;
    const filled = fillReferences(
      value,
      references,
      ended,
      step.withSecrets.includes(key) ? escapeSecretText : undefined,
    );
    const [missing] = filled.missing;
    if (missing !== undefined) {
      const job = ended(missing.job);
      const message = `the result of ${job.label} has no ${missing.key}`;
      const help = didYouMean(missing.key, resultKeys(job)) ?? `it has ${resultKeys(job).join(', ')}`;
      return refuse(message, missing.span, help);
    }
    params[key] = filled.text;
  }
  const problem = check(step.actor, step.action, params).find(({ kind, param }) => {
    // The value is not whole before the agent has put the secrets in.
    return !(step.withSecrets.includes(param) && (kind === 'type' || kind === 'enum'));
  });
  if (problem === undefined) return { ok: true, params };
  const written = step.written.params.find(({ key }) => key === problem.param);
  return refuse(problem.message, written?.value.span ?? step.written.headSpan, problem.help);
}

function refuse(message: string, span: NonNullable<Diagnostic['span']>, help: string | undefined): FilledParams {
  const diagnostic: Diagnostic = { code: 'HS0406', severity: 'error', message, span };
  return { ok: false, diagnostic: help === undefined ? diagnostic : { ...diagnostic, help } };
}
