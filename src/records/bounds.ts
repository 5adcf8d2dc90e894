// The bounds of the records' fields; out of range is a diagnostic, never a wrapped number.

import { z } from 'zod';

export const u16Max = 65_535;
export const u32Max = 4_294_967_295;
export const maxParams = 256;
export const maxValueBytes = 64 * 1024;
export const maxScriptBytes = 1024 * 1024;
export const maxScriptActions = 10_000;

export const u16 = z.int().min(0).max(u16Max);
export const u32 = z.int().min(0).max(u32Max);

/** Actor and action, as they may stand in a key of the store. */
export const namePattern = /^[a-z0-9_]{1,64}$/;
export const nameField = z.string().regex(namePattern, 'must be 1 to 64 of a-z, 0-9 and _');

/** An ed25519 public key: 64 lower-case hex digits. */
export const pubkeyPattern = /^[0-9a-f]{64}$/;
