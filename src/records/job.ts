// Job, JobStatus, JobDependency: what other languages read and write. Fields in the order of the contract, `status` last.

import { z } from 'zod';
import { maxParams, maxValueBytes } from './bounds.ts';
import { nameField, u16, u32 } from './fields.ts';
import { textMap } from './text-map.ts';
import { jobStates } from './words.ts';

const readState = (value: unknown) => (value === 'create' ? 'created' : value);

const jobStatusSchema = z.looseObject({
  guid: z.string(),
  created: u32,
  start: u32.default(0),
  end: u32.default(0),
  status: z.preprocess(readState, z.enum(jobStates).default('created')),
});

const jobDependencySchema = z.looseObject({
  guid: z.string().min(1),
  agents: z.array(z.string()).default([]),
});

const paramsSchema = textMap({ entries: maxParams, valueBytes: maxValueBytes });

export const jobSchema = z.looseObject({
  guid: z.string().min(1).max(256),
  agents: z.array(z.string()).default([]),
  source: z.string(),
  circle: z.string().min(1).default('default'),
  context: z.string().min(1).default('default'),
  actor: nameField,
  action: nameField,
  params: paramsSchema.default({}),
  timeout_schedule: u16.default(60),
  timeout: u16.default(3600),
  log: z.boolean().default(true),
  ignore_error: z.boolean().default(false),
  ignore_error_codes: z.array(z.int()).default([]),
  debug: z.boolean().default(false),
  retry: z.int().min(0).default(0),
  dependencies: z.array(jobDependencySchema).default([]),
  /** Params in whose text `${secret.NAME}` stands for a secret of the agent, and `$$` for a dollar. Ours; absent = none. */
  secrets: z.array(z.string()).optional(),
  status: jobStatusSchema,
});

export type JobStatus = z.output<typeof jobStatusSchema>;
export type JobDependency = z.output<typeof jobDependencySchema>;
export type Job = z.output<typeof jobSchema>;
