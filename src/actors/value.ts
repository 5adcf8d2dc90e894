// Kinds of values of HeroScript as schemas, for params that are more than a text or a number.

import { z } from 'zod';
import { type Kind, parseKind, type ValueOf } from '../script/values/kinds.ts';

/** Paths are left out: a schema is asked on machines that are not the one where the action runs. */
export type ValueKind = Exclude<Kind, 'path' | 'newFolder'>;

/**
 * A param that is read as the getters read it: `size: value('bytes')` takes `10GB` and gives 10737418240. What counts
 * from now, such as `+2h`, counts from the moment the job starts.
 */
export function value<K extends ValueKind>(kind: K): z.ZodType<ValueOf<K>, string> {
  return z.string().transform((text, context) => {
    const parsed = parseKind(kind, text, { base: '.', now: new Date() });
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: 'custom', message: parsed.message });
    return z.NEVER;
  }) as unknown as z.ZodType<ValueOf<K>, string>;
}
