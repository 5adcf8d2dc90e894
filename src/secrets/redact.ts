// Takes the values of secrets out of what an execution says: log lines, results, error texts.

import { isLongNumber } from '../ground/exact-json.ts';

export const redacted = '***';
/** A line of a secret that is shorter says nothing, and would be found everywhere. */
const minLine = 6;

/** `text` and `value` give the same back where none of the secrets is in it. */
export interface Redactor {
  text(text: string): string;
  /** Any JSON: texts and names at any depth. */
  value(value: unknown): unknown;
}

/** Params as people may see them: those of `names` are replaced, but for references, which say only which secret is meant. */
export function redactParams(
  params: Readonly<Record<string, string>>,
  names: readonly string[],
  references: readonly string[],
): Record<string, string> {
  const shown = { ...params };
  for (const name of names) if (Object.hasOwn(shown, name) && !references.includes(name)) shown[name] = redacted;
  return shown;
}

/** Secrets are also found line by line, and as JSON, an address or base64 would write them. */
export function makeRedactor(secrets: readonly string[]): Redactor {
  const forms = new Set(secrets.filter((secret) => secret !== '').flatMap(formsOf));
  // A pattern of nothing is found everywhere.
  if (forms.size === 0) return { text: (from) => from, value: (from) => from };
  // The longest first: one may be part of another.
  const longest = [...forms].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longest.map((form) => form.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'), 'g');
  const text = (from: string) => from.replace(pattern, redacted);
  const value = (from: unknown): unknown => {
    if (typeof from === 'string') return text(from);
    if (Array.isArray(from)) return from.map(value);
    if (typeof from !== 'object' || from === null || isLongNumber(from)) return from;
    return Object.fromEntries(Object.entries(from).map(([key, inner]) => [text(key), value(inner)]));
  };
  return { text, value };
}

function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  const parts = [secret, ...lines.filter((line) => line.length >= minLine)];
  const written = parts.flatMap((part) => [part, JSON.stringify(part).slice(1, -1), encodeURIComponent(part)]);
  const bytes = Buffer.from(secret);
  return [...written, bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')];
}
