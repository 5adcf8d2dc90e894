// Code to explanation. Heavy with text: loaded by `hero explain` and the generator of its page alone.

import { type CodeEntry, codes, type DiagnosticCode } from './codes.ts';
import { access } from './explanations/access.ts';
import type { Explanation } from './explanations/explanation.ts';
import { inputs } from './explanations/inputs.ts';
import { jobs } from './explanations/jobs.ts';
import { meaning } from './explanations/meaning.ts';
import { portability } from './explanations/portability.ts';
import { stores } from './explanations/stores.ts';
import { text } from './explanations/text.ts';

/** Every code has one; the compiler sees to it. */
const explanations: Record<DiagnosticCode, Explanation> = {
  ...text,
  ...portability,
  ...meaning,
  ...access,
  ...jobs,
  ...inputs,
  ...stores,
};

export interface Explained extends CodeEntry, Explanation {
  code: DiagnosticCode;
}

/** All in the order of the table. */
export function explainAll(): Explained[] {
  return (Object.keys(codes) as DiagnosticCode[]).map((code) => ({ code, ...codes[code], ...explanations[code] }));
}

/** Also without the letters, or with small ones: `hs0201`, `201`. */
export function findExplained(name: string): Explained | undefined {
  const digits = /^(?:hs)?(\d{1,4})$/i.exec(name.trim())?.[1];
  const code = `HS${digits?.padStart(4, '0')}`;
  return explainAll().find((one) => one.code === code);
}
