// What holds for any script, tried for a moment; `scripts/fuzz` tries for longer.

import fc from 'fast-check';
import { describe, test } from 'vitest';
import { properties } from './properties.ts';

describe('any script', () => {
  test.each(Object.entries(properties))('%s', (_, property) => {
    fc.assert(property, { numRuns: 100_000, interruptAfterTimeLimit: 700 });
  });
});
