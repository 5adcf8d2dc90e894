// All that herorunner does otherwise than herolib, in the order of docs/compatibility.md. A rule that is more special
// comes before one that is more general.

import { programRules } from './programs.ts';
import { readingRules } from './reading.ts';
import type { Rule } from './rule.ts';
import { valueRules } from './values.ts';

export const compatibilityRules: readonly Rule[] = [...readingRules, ...valueRules, ...programRules];
