// Text to tokens, in three modes: between actions, in the body of one, and after the colon of a param.

import { type IToken, Lexer } from 'chevrotain';
import { endReading, type Markdown, startReading } from './reading.ts';
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
  lexer ??= createLexer();
  const { narrow } = startReading(text, markdown);
  try {
    const { tokens, errors } = lexer.tokenize(text);
    const [error] = errors;
    if (error !== undefined) throw new Error(`no token at offset ${error.offset}`);
    return { tokens, narrow };
  } finally {
    endReading();
  }
}
