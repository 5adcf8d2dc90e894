// Group: a named set of members; a member is a public key or the guid of another group.

import { z } from 'zod';

export const groupSchema = z.looseObject({
  guid: z.string().min(1),
  name: z.string().default(''),
  description: z.string().default(''),
  members: z.array(z.string()).default([]),
});

export type Group = z.output<typeof groupSchema>;
