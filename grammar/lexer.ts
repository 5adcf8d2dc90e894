// Text to tokens, in three modes: between actions, in the body of one, and after the colon of a param.

import { type IToken, Lexer } from 'chevrotain';
import { endReading, type Markdown, reading, startReading } from './reading.ts';
import { modes } from './tokens.ts';

export interface Lexed {
  /** What is between two tokens is white space. */
  tokens: IToken[];
  /** Starts of body lines that are indented by one column only. */
  narrow: number[];
}

let lexer: Lexer | undefined;

/** `checked` asks the library to look for mistakes in the definition; it takes a while. */
export function createLexer(checked = false): Lexer {
  return new Lexer(
    { modes, defaultMode: 'text' },
    // Tables of first characters would take longer to make than most scripts take to read.
    { positionTracking: 'onlyOffset', safeMode: true, skipValidations: !checked },
  );
}

/** Linear in the length of the text; every text has tokens. */
export function lex(text: string, markdown?: Markdown): Lexed {
  const { narrow } = startReading(text, markdown);
  try {
    return { tokens: tokenize(text), narrow };
  } finally {
    endReading();
  }
}

/** The action that begins at an offset of the text that is being read, in time that grows with its length alone. */
export function lexAction(at: number): Lexed & { end: number } {
  const { text } = reading;
  reading.only = at;
  reading.onlyEnd = text.length;
  reading.narrow = [];
  const tokens = tokenize(text);
  reading.only = -1;
  return { tokens, narrow: reading.narrow, end: reading.onlyEnd };
}

function tokenize(text: string): IToken[] {
  lexer ??= createLexer();
  const { tokens, errors } = lexer.tokenize(text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`no token at offset ${error.offset}`);
  return tokens;
}
