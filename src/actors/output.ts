// What a program writes, from bytes that come in any pieces: its lines as they are complete, and the end of the whole.

import { StringDecoder } from 'node:string_decoder';

/** A longer line comes in pieces of this many characters. */
const maxLine = 64 * 1024;
const maxTail = 64 * 1024;

export class LineReader {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(chunk: Buffer): void {
    this.#add(this.#decoder.write(chunk));
  }

  /** Gives what came after the last line break, too. */
  end(): void {
    this.#add(this.#decoder.end());
    const rest = this.#rest.replace(/\r$/, '');
    this.#rest = '';
    if (rest !== '') this.#onLine(rest);
  }

  #add(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const line = this.#shorten(this.#rest + text.slice(start, end));
      this.#rest = '';
      this.#onLine(line.replace(/\r$/, ''));
      start = end + 1;
    }
    this.#rest = this.#shorten(this.#rest + text.slice(start));
  }

  /** Gives the pieces of an overlong line away and returns what is left of it. */
  #shorten(line: string): string {
    let start = 0;
    while (line.length - start > maxLine) {
      const last = line.charCodeAt(start + maxLine - 1);
      // A character of two code units stays in one piece.
      const size = last >= 0xd800 && last <= 0xdbff ? maxLine - 1 : maxLine;
      this.#onLine(line.slice(start, start + size));
      start += size;
    }
    return start === 0 ? line : line.slice(start);
  }
}

/** The last 64 Ki characters of what was written. */
export class Tail {
  readonly #decoder = new StringDecoder('utf8');
  #parts: string[] = [];
  #length = 0;
  #cut = false;

  write(chunk: Buffer): void {
    this.#add(this.#decoder.write(chunk));
  }

  end(): { text: string; cut: boolean } {
    this.#add(this.#decoder.end());
    this.#trim();
    return { text: this.#parts.join(''), cut: this.#cut };
  }

  #add(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
    // Not at every piece: a program may write its output byte by byte.
    if (this.#length > maxTail * 4) this.#trim();
  }

  #trim(): void {
    if (this.#length <= maxTail) return;
    const kept = this.#parts.join('').slice(-maxTail);
    this.#parts = [kept];
    this.#length = kept.length;
    this.#cut = true;
  }
}
