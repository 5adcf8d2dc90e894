// Maps of name to text, such as params. Any name is allowed, also `__proto__`, which a plain record of zod drops.

import { z } from 'zod';

export type TextMap = Record<string, string>;

export interface TextMapBounds {
  /** Most entries. */
  entries: number;
  /** Longest value, bytes in UTF-8. */
  valueBytes: number;
}

/** The map itself goes through, so every own member of it stays as it was. */
export function textMap(bounds?: TextMapBounds) {
  const map = z.custom<TextMap>(isPlainObject, 'must be an object').superRefine((value, context) => {
    const names = Object.keys(value);
    const complain = (message: string, path: string[] = []) => context.addIssue({ code: 'custom', message, path });
    if (bounds !== undefined && names.length > bounds.entries) complain(`must have at most ${bounds.entries} entries`);
    for (const name of names) {
      const text: unknown = value[name];
      if (typeof text !== 'string') complain('must be text', [name]);
      else if (bounds !== undefined && Buffer.byteLength(text) > bounds.valueBytes) {
        complain(`must be at most ${bounds.valueBytes} bytes`, [name]);
      }
    }
  });
  // A custom check says nothing about itself, so this is what the JSON Schema of the record shows.
  const limit = bounds === undefined ? {} : { maxLength: bounds.valueBytes };
  return map.meta({
    type: 'object',
    ...(bounds === undefined ? {} : { maxProperties: bounds.entries }),
    additionalProperties: { type: 'string', ...limit },
  });
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
