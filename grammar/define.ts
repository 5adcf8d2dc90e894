// Token types whose patterns are functions: where a token ends is found by looking at the line it is in.

import { type CustomPatternMatcherReturn, createToken, type IToken, Lexer, type TokenType } from 'chevrotain';

/** For `starts`. */
export const breaks = '\n\r';

type Find = (offset: number, tokens: IToken[]) => number;
interface PatternOptions {
  /** Characters it may begin with; any if left out. */
  starts?: string;
  push?: string;
  pop?: boolean;
  skip?: boolean;
  label?: string;
}

// The lexer reads a match before it asks for the next one, so all share one array.
const matched: [string] = [''];

/** A token whose end `find` tells, or -1 when it does not begin at the offset. */
export function define(name: string, find: Find, options: PatternOptions = {}): TokenType {
  const starts = codesOf(options.starts);
  return defineMatch(
    name,
    (text, offset, tokens) => {
      if (starts !== undefined && !starts.includes(text.charCodeAt(offset))) return null;
      const end = find(offset, tokens);
      if (end <= offset) return null;
      matched[0] = text.slice(offset, end);
      return matched;
    },
    options,
  );
}

function codesOf(characters: string | undefined): number[] | undefined {
  return characters === undefined ? undefined : [...characters].map((character) => character.charCodeAt(0));
}

type Match = (text: string, offset: number, tokens: IToken[]) => CustomPatternMatcherReturn | [string] | null;

export function defineMatch(name: string, match: Match, options: PatternOptions): TokenType {
  return createToken({
    name,
    pattern: match as (text: string, offset: number, tokens: IToken[]) => CustomPatternMatcherReturn | null,
    line_breaks: true,
    ...(options.push === undefined ? {} : { push_mode: options.push }),
    ...(options.pop === true ? { pop_mode: true } : {}),
    ...(options.skip === true ? { group: Lexer.SKIPPED } : {}),
    ...(options.label === undefined ? {} : { label: options.label }),
  });
}

export function withPayload(image: string, payload: unknown): CustomPatternMatcherReturn {
  const match: [string] & { payload?: unknown } = [image];
  match.payload = payload;
  return match as CustomPatternMatcherReturn;
}
