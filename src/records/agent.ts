// Agent and its parts: who can execute what, and where it is reached.

import { z } from 'zod';
import { pubkeyPattern } from './bounds.ts';
import { nameField, u32 } from './fields.ts';
import { recordStatusSchema } from './service.ts';
import { textMap } from './text-map.ts';

const agentStatusSchema = z.looseObject({
  /** Id of this run of the agent's process. */
  guid: z.string(),
  timestamp_first: u32,
  timestamp_last: u32,
  status: recordStatusSchema,
});

const agentServiceActionSchema = z.looseObject({
  action: nameField,
  description: z.string().default(''),
  params: textMap().default({}),
  params_example: textMap().default({}),
  status: recordStatusSchema.default('ok'),
  public: z.boolean().default(false),
});

export const agentServiceSchema = z.looseObject({
  actor: nameField,
  actions: z.array(agentServiceActionSchema).default([]),
  description: z.string().default(''),
  status: recordStatusSchema.default('ok'),
});

export const agentSchema = z.looseObject({
  pubkey: z.string().regex(pubkeyPattern, 'must be 64 lower-case hex digits'),
  address: z.string().default(''),
  port: z.int().min(0).max(65_535).default(9999),
  description: z.string().default(''),
  status: agentStatusSchema,
  services: z.array(agentServiceSchema).default([]),
  signature: z.string().default(''),
});

export type AgentService = z.output<typeof agentServiceSchema>;
export type Agent = z.output<typeof agentSchema>;
