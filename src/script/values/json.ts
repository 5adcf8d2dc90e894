// JSON in a value.

import { parseExactly } from '../../ground/exact-json.ts';
import { type Parsed, quote, right } from './parsed.ts';

export function parseJson(text: string): Parsed<unknown> {
  try {
    return right(parseExactly(text));
  } catch {
    return { ok: false, message: `${quote(text)} is not JSON`, help: 'write it as {"a": 1} or [1, 2]' };
  }
}
