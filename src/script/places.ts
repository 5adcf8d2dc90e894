// Where things stand in a text, as numbers outside of the heap: a long script has a hundred thousand of them, and an object
// for each would be most of the memory that it takes, and of the work to keep it in order.

import type { Source } from '../diagnostics/source.ts';

/** A power of two; what belongs together never stands on two pages. */
const pageBits = 14;
const pageLength = 1 << pageBits;

export class Places {
  readonly source: Source;
  /** Of params, each once. */
  readonly keys: string[] = [];
  readonly #keyNumbers = new Map<string, number>();
  readonly #pages: Int32Array[] = [];
  /** Of the last page. */
  #used = pageLength;

  constructor(source: Source) {
    this.source = source;
  }

  /** Keeps the first `count` of the numbers, at most 16384; the place of the first of them from now on. */
  keep(numbers: Int32Array, count: number): number {
    if (this.#used + count > (this.#pages.at(-1)?.length ?? 0)) this.#addPage(count);
    const page = this.#pages.at(-1) as Int32Array;
    const at = this.#used;
    for (let i = 0; i < count; i += 1) page[at + i] = numbers[i] as number;
    this.#used += count;
    return ((this.#pages.length - 1) << pageBits) | at;
  }

  at(place: number): number {
    return this.pageOf(place)[offsetOf(place)] as number;
  }

  pageOf(place: number): Int32Array {
    return this.#pages[place >>> pageBits] as Int32Array;
  }

  /** Its place among the keys. */
  numberOfKey(key: string): number {
    const known = this.#keyNumbers.get(key);
    if (known !== undefined) return known;
    this.#keyNumbers.set(key, this.keys.length);
    return this.keys.push(key) - 1;
  }

  #addPage(count: number): void {
    // The first is for as much as a short text can have.
    const enough = this.#pages.length === 0 ? Math.max(count, this.source.text.length) : pageLength;
    this.#pages.push(new Int32Array(Math.min(pageLength, enough)));
    this.#used = 0;
  }
}

/** On the page of a place. */
export function offsetOf(place: number): number {
  return place & (pageLength - 1);
}
