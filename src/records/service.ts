// Service, ServiceAction, ACL, ACE: what is known of an actor by name, and who may use it.

import { z } from 'zod';
import { nameField } from './fields.ts';
import { textMap } from './text-map.ts';
import { needs, recordStatuses, rights } from './words.ts';

export const recordStatusSchema = z.enum(recordStatuses);

export const aceSchema = z.looseObject({
  groups: z.array(z.string()).default([]),
  users: z.array(z.string()).default([]),
  right: z.enum(rights),
});

export const aclSchema = z.looseObject({
  name: z.string().default(''),
  ace: z.array(aceSchema).default([]),
});

export const serviceActionSchema = z.looseObject({
  action: nameField,
  description: z.string().default(''),
  params: textMap().default({}),
  params_example: textMap().default({}),
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

export type Ace = z.output<typeof aceSchema>;
export type Acl = z.output<typeof aclSchema>;
export type ServiceAction = z.output<typeof serviceActionSchema>;
export type Service = z.output<typeof serviceSchema>;
