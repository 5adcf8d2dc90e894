// The text that is being read and how far: what the patterns of the lexer share while they run over one text.

export type Markdown = 'all' | 'fenced';

export interface Reading {
  text: string;
  /** Nothing is read past it: the end of the text, or of the fence that is being read. */
  limit: number;
  /** Undefined in a script; in a document, which actions count. */
  markdown: Markdown | undefined;
  /** Between the lines of a fence of HeroScript; always true outside of markdown. */
  inScript: boolean;
  /** A fence is open that nothing closes. */
  inLastFence: boolean;
  /** Columns of indentation that all lines share. */
  margin: number;
  /** Lone carriage returns may end lines. */
  hasReturns: boolean;
  /** Line starts of action bodies that are indented by one column only. */
  narrow: number[];
  /** Where the indented text below an empty key begins, -1 if none is expected. */
  below: number;
  /** Columns of the line such a key is on. */
  belowColumns: number;
  /** The line found by `toLine`. */
  lineStart: number;
  lineFirst: number;
  lineColumns: number;
  /** Answers that are asked for more than once. */
  bodyAskedAt: number;
  bodyGoesOn: boolean;
  actionFrom: number;
  actionAt: number;
  noCommentEndFrom: number;
  /** For each quote: up to here nothing ends the text that stands behind a closing one. */
  strayUntil: Map<string, number>;
  bracketsKnownTo: number;
  bracketsKnownFrom: number;
  brackets: Map<number, number>;
  /** Start of the one action that is read, -1 when all are; and where the text goes on behind it. */
  only: number;
  onlyEnd: number;
}

/** Lexing is synchronous, so one reading at a time is enough; patterns have no other way to be told of it. */
export let reading: Reading = newReading('', undefined);

export function startReading(text: string, markdown: Markdown | undefined): Reading {
  reading = newReading(text, markdown);
  reading.margin = sharedIndentation(text, 0, text.length);
  return reading;
}

/** Lets go of the text. */
export function endReading(): void {
  reading = newReading('', undefined);
}

/** The smallest indentation of the lines that are not blank; a tab counts as four columns. */
export function sharedIndentation(text: string, from: number, to: number): number {
  let least = -1;
  let columns = 0;
  let i = from;
  while (i < to) {
    const code = text.charCodeAt(i);
    if (code === 0x20) columns += 1;
    else if (code === 0x09) columns += 4;
    else if (code === 0x0a || code === 0x0d) columns = 0;
    else if (code === 0xfeff && i === 0) columns = 0;
    else {
      if (columns === 0) return 0;
      if (least === -1 || columns < least) least = columns;
      while (i < to && text.charCodeAt(i) !== 0x0a && text.charCodeAt(i) !== 0x0d) i += 1;
      columns = 0;
    }
    i += 1;
  }
  return Math.max(0, least);
}

function newReading(text: string, markdown: Markdown | undefined): Reading {
  return {
    text,
    limit: text.length,
    markdown,
    inScript: markdown !== 'fenced',
    inLastFence: false,
    margin: 0,
    hasReturns: text.includes('\r'),
    narrow: [],
    below: -1,
    belowColumns: 0,
    lineStart: 0,
    lineFirst: 0,
    lineColumns: 0,
    bodyAskedAt: -1,
    bodyGoesOn: false,
    actionFrom: -1,
    actionAt: -1,
    noCommentEndFrom: -1,
    strayUntil: new Map(),
    bracketsKnownTo: -1,
    bracketsKnownFrom: -1,
    brackets: new Map(),
    only: -1,
    onlyEnd: -1,
  };
}
