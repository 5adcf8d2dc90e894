// What is known of an action beyond its stored record: the types of its params. Made from actor definitions.

import type { Need } from './words.ts';

export const paramTypes = ['string', 'int', 'number', 'bool', 'list', 'duration', 'json'] as const;
export type ParamType = (typeof paramTypes)[number];

export interface ParamSignature {
  name: string;
  type: ParamType;
  required: boolean;
  description: string;
  /** As it would be written in a script. */
  default?: string;
  example?: string;
  enum?: string[];
  /** Its value is shown nowhere. */
  secret?: boolean;
  /** `${secret.NAME}` may stand in it, although it may be shown: what it holds besides is none. */
  takes_secrets?: boolean;
  /** A placeholder that nobody can fill in stays as it is written: the action reads it itself. */
  raw?: boolean;
}

/** Whether `${secret.NAME}` may stand in the param. */
export function takesSecrets({ secret, takes_secrets }: Pick<ParamSignature, 'secret' | 'takes_secrets'>): boolean {
  return secret === true || takes_secrets === true;
}

export interface ActionSignature {
  actor: string;
  action: string;
  description: string;
  needs: Need;
  params: ParamSignature[];
  /** Accepts params that are not listed. */
  open: boolean;
  /** Whole HeroScript actions that work as they are. */
  examples: string[];
}

/** A param that does not fit its action; `param` is absent when the action as a whole is meant. */
export interface ParamProblem {
  kind: 'unknown' | 'missing' | 'type' | 'enum';
  param: string;
  /** One clause: what is wrong. */
  message: string;
  help?: string;
}
