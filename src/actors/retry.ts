// When a failed job may be tried again, as its action says it: in an ActionError, or in a line of a program.

import { parseDuration } from '../script/values/duration.ts';

/** `never`: no other agent and no further round. Seconds: as the job says, but not before. */
export type Retry = 'never' | { afterSeconds: number };

/** A week. */
const maxSeconds = 7 * 24 * 3_600;

const form = '`#: @retry never`, or `#: @retry after 30s`';

/** `#: @retry after 30s` on standard error, in the manner of the head of a program. Undefined: it is another line. */
export function readRetryLine(line: string): { retry: Retry } | { problem: string } | undefined {
  const text = /^\s*#:\s*@retry\b(.*)$/.exec(line)?.[1]?.trim();
  if (text === undefined) return undefined;
  if (text === 'never') return { retry: 'never' };
  const parsed = parseDuration(/^after\s+(.+)$/.exec(text)?.[1] ?? '');
  if (parsed.ok) return { retry: { afterSeconds: parsed.value } };
  return { problem: `"@retry ${text}" is not heeded: it is ${form}` };
}

/** The header Retry-After of an answer: seconds, or a date. Undefined without one that can be read. */
export function readRetryAfter(header: string | undefined, now: number): Retry | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isNaN(seconds) ? undefined : { afterSeconds: Math.min(maxSeconds, Math.max(0, seconds)) };
}

/** What is wrong with the wish of an action, which may be any value; undefined if nothing is. */
export function retryProblem(retry: unknown): string | undefined {
  if (retry === undefined || retry === 'never') return undefined;
  const seconds = (retry as { afterSeconds?: unknown } | null)?.afterSeconds;
  if (typeof seconds === 'number' && seconds >= 0 && seconds <= maxSeconds) return undefined;
  const shown = typeof seconds === 'number' ? `${seconds} s` : JSON.stringify(retry);
  return `when to try again is not heeded: ${shown} is neither 'never' nor afterSeconds from 0 to ${maxSeconds}`;
}
