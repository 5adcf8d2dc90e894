// Keys, guids, params and results in the few characters a row has for them.

import { isLongNumber } from '../ground/exact-json.ts';

const keyPattern = /^[0-9a-f]{64}$/;
const guidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// More than this is never shown of one value in a row.
const maxBrief = 300;

/** `9f1c…7899` of a public key; any other name as it is. */
export function briefKey(name: string, ellipsis = '…'): string {
  return keyPattern.test(name) ? `${name.slice(0, 4)}${ellipsis}${name.slice(-4)}` : name;
}

/** The last 8 digits of a guid: it begins with the time, so the jobs of a run share their first digits. */
export function briefGuid(guid: string): string {
  return guidPattern.test(guid) ? guid.slice(-8) : guid;
}

/** `id:10 name:'my vm'`, as a script would say it, on one line. */
export function briefParams(params: Readonly<Record<string, string>>): string {
  const parts: string[] = [];
  let length = 0;
  for (const [key, value] of Object.entries(params)) {
    const part = `${key}:${briefText(value)}`;
    parts.push(part);
    length += part.length;
    if (length > maxBrief) break;
  }
  return parts.join(' ');
}

/** Any JSON on one line: a flat object as params, a text as it is, the rest as JSON; '' for null. */
export function briefResult(result: unknown): string {
  if (result === null || result === undefined) return '';
  if (typeof result === 'string') return oneLine(result);
  if (typeof result !== 'object') return String(result);
  if (Array.isArray(result) || isLongNumber(result)) return oneLine(JSON.stringify(result));
  return oneLine(
    Object.entries(result)
      .map(([key, value]) => `${key}:${typeof value === 'string' ? briefText(value) : JSON.stringify(value)}`)
      .join(' '),
  );
}

/** The first line, and a mark if there was more. */
export function oneLine(text: string): string {
  const trimmed = text.trimEnd();
  const [first = ''] = trimmed.split(/\r?\n/, 1);
  if (first.length > maxBrief) return `${first.slice(0, maxBrief).toWellFormed()} …`;
  return first.length < trimmed.length ? `${first} …` : first;
}

function briefText(value: string): string {
  const line = oneLine(value);
  return /^[^\s'"]+$/.test(line) ? line : `'${line}'`;
}
