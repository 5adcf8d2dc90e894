// Service, ServiceAction, ACL, ACE: what is known of an actor by name, and who may use it.

import { z } from 'zod';
import { nameField } from './fields.ts';
import { paramTypes } from './signature.ts';
import { textMap } from './text-map.ts';
import { needs, recordStatuses, rights } from './words.ts';

export const recordStatusSchema = z.enum(recordStatuses);

const aceSchema = z.looseObject({
  groups: z.array(z.string()).default([]),
  users: z.array(z.string()).default([]),
  right: z.enum(rights),
});

const aclSchema = z.looseObject({
  name: z.string().default(''),
  ace: z.array(aceSchema).default([]),
});

/** What a program can use of a param's description: `params` says the same to people. Ours; what is absent is not so. */
const paramFactsSchema = z.looseObject({
  type: z.enum(paramTypes).optional(),
  required: z.boolean().optional(),
  /** Its value is shown nowhere. */
  secret: z.boolean().optional(),
  /** References to secrets may stand in it. */
  takes_secrets: z.boolean().optional(),
  /** Placeholders that nobody can fill in stay in it. */
  raw: z.boolean().optional(),
});

const serviceActionSchema = z.looseObject({
  action: nameField,
  description: z.string().default(''),
  params: textMap().default({}),
  params_example: textMap().default({}),
  params_facts: z.record(z.string(), paramFactsSchema).optional(),
  acl: aclSchema.optional(),
  needs: z.enum(needs).optional(),
});

export const serviceSchema = z.looseObject({
  actor: nameField,
  actions: z.array(serviceActionSchema).default([]),
  description: z.string().default(''),
  status: recordStatusSchema.default('ok'),
  acl: aclSchema.optional(),
});

export type ParamFacts = z.output<typeof paramFactsSchema>;
export type ServiceAction = z.output<typeof serviceActionSchema>;
export type Service = z.output<typeof serviceSchema>;
