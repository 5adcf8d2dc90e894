// A placeholder in a value without quotes that a blank cuts in two: `text:${NAME:-a b}`.

import type { Span } from '../diagnostics/source.ts';

/** A placeholder longer than this is not looked for. */
const longest = 4096;

/**
 * `span`: an opening that no brace closes. What was meant to be the rest of the placeholder and is read as words and params, with
 * its brace; undefined when that is not on the same line, or quotes stand between.
 */
export function cutOff({ source, start, end }: Span): Span | undefined {
  const { text } = source;
  if (!text.startsWith('${', start) || text.slice(start, end).includes('}')) return undefined;
  const [rest] = /^[^\r\n'"}]*\}/.exec(text.slice(end, end + longest)) ?? [];
  return rest === undefined ? undefined : { source, start: end, end: end + rest.length };
}
