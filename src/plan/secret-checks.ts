// Where secrets may be named, and where one was written out instead.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import { actorOfSecret } from '../records/secret-text.ts';
import { safeFix } from '../script/report.ts';
import type { KnownAction } from './known-actions.ts';
import type { SecretReference } from './substitute.ts';

/** For the hint at a param that takes none. */
export function secretParamsHelp({ signature: { actor, action }, takesSecrets }: KnownAction): string {
  const name = `${actor}.${action}`;
  return takesSecrets.size === 0
    ? `${name} takes no secrets; params that take them are declared so by the actor`
    : `${name} takes secrets in ${[...takesSecrets].join(', ')}`;
}

/** The value of a secret param as it is written, with nothing filled in. `kept`: name of the secret that it is. */
export function writtenSecret(param: string, span: Span, kept: string | undefined): Diagnostic {
  const message = `${param} is a secret, and its value is written here`;
  const about = { code: 'HS0220', severity: 'warning', message, span } as const;
  if (kept === undefined) {
    const help = `hero secret set NAME  keeps it out of scripts and jobs; write ${param}:'$\{secret.NAME}'`;
    return { ...about, help };
  }
  const reference = `'$\{secret.${kept}}'`;
  return {
    ...about,
    help: `it is kept as ${kept}: write ${param}:${reference}`,
    ...safeFix(`write ${reference}`, span.start, span.end, reference),
  };
}

/** One that bears the name of another actor. */
export function findForeignSecrets({ signature }: KnownAction, secrets: readonly SecretReference[]): Diagnostic[] {
  return secrets.flatMap(({ name, span }): Diagnostic[] => {
    const owner = actorOfSecret(name);
    if (owner === undefined || owner === signature.actor) return [];
    const message = `the secret ${name} is only for actions of ${owner}`;
    const help = `one for this action is $\{secret.${signature.actor}.NAME}`;
    return [{ code: 'HS0224', severity: 'error', message, span, help }];
  });
}
