// Schemas of fields that several records have.

import { z } from 'zod';
import { namePattern, u16Max, u32Max } from './bounds.ts';

export const u16 = z.int().min(0).max(u16Max);
export const u32 = z.int().min(0).max(u32Max);
export const nameField = z.string().regex(namePattern, 'must be 1 to 64 of a-z, 0-9 and _');
