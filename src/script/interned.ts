// Words that a text has again and again, such as its keys: each is made once, and found by its characters.

const slots = 1024;

/** Forgets a word when another one takes its place, so that no text can make it slow or large. */
export class Interned<T> {
  readonly #make: (word: string) => T;
  readonly #words: string[] = new Array<string>(slots).fill('');
  readonly #made: (T | undefined)[] = new Array<T | undefined>(slots).fill(undefined);

  constructor(make: (word: string) => T) {
    this.#make = make;
  }

  /** What is made of the characters from `start` to `end`. `hash` is for who has looked at each of them anyway. */
  find(text: string, start: number, end: number, hash = hashOf(text, start, end)): T {
    const slot = hash & (slots - 1);
    const word = this.#words[slot] as string;
    if (word.length === end - start && isAt(text, start, word)) return this.#made[slot] as T;
    const fresh = text.slice(start, end);
    const made = this.#make(fresh);
    this.#words[slot] = fresh;
    this.#made[slot] = made;
    return made;
  }
}

/** With each character, `hash * 31 + code`, as a whole number of 32 bits. */
function hashOf(text: string, start: number, end: number): number {
  let hash = 0;
  for (let i = start; i < end; i += 1) hash = (hash * 31 + text.charCodeAt(i)) | 0;
  return hash;
}

function isAt(text: string, start: number, word: string): boolean {
  for (let i = 0; i < word.length; i += 1) if (text.charCodeAt(start + i) !== word.charCodeAt(i)) return false;
  return word !== '';
}
