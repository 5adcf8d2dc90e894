// A text with a name, and places in it. Offsets are UTF-16 indices into `text`; lines and columns start at 1.

export interface Position {
  line: number;
  /** In characters as a person counts them (code points); a tab is one. */
  col: number;
}

export class Source {
  readonly name: string;
  readonly text: string;
  /** The file begins with a byte order mark, which is no part of the text. */
  readonly isMarked: boolean;
  #lineStarts: number[] | undefined;
  /** The last one that was asked for: who asks for one after the other does not count a long line again for each. */
  #counted = { start: 0, offset: 0, col: 1 };

  /** `name` is what diagnostics print: the path as the user gave it, `<stdin>` or `<eval>`. */
  constructor(name: string, text: string, isMarked = false) {
    this.name = name;
    this.text = text;
    this.isMarked = isMarked;
  }

  positionAt(offset: number): Position {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const start = starts[low] ?? 0;
    const known = this.#counted.start === start && this.#counted.offset <= offset;
    let { offset: i, col } = known ? this.#counted : { offset: start, col: 1 };
    for (; i < offset; i += 1) {
      const unit = this.text.charCodeAt(i);
      // A low surrogate belongs to the character that began before it.
      if (unit < 0xdc00 || unit > 0xdfff) col += 1;
    }
    this.#counted = { start, offset, col };
    return { line: low + 1, col };
  }

  /** As editors count: from 0, in UTF-16 code units. */
  editorPositionAt(offset: number): { line: number; character: number } {
    const { line } = this.positionAt(offset);
    return { line: line - 1, character: offset - (this.#starts()[line - 1] ?? 0) };
  }

  /** Text of a line without its line break; `line` starts at 1. */
  lineText(line: number): string {
    const starts = this.#starts();
    const start = starts[line - 1] ?? this.text.length;
    const end = starts[line] ?? this.text.length;
    return this.text.slice(start, end).replace(/[\r\n]+$/, '');
  }

  /** Offset of the first character of a line; `line` starts at 1. */
  lineStart(line: number): number {
    return this.#starts()[line - 1] ?? this.text.length;
  }

  #starts(): number[] {
    if (this.#lineStarts === undefined) {
      const starts = [0];
      const breaks = /\r\n|\r|\n/g;
      while (breaks.exec(this.text) !== null) starts.push(breaks.lastIndex);
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }
}

/** A stretch of a source: `start` inclusive, `end` exclusive, both offsets. */
export interface Span {
  source: Source;
  start: number;
  end: number;
}
