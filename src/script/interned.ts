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

  /** What is made of the characters from `start` to `end`; `hash` is any number that they alone decide. */
  find(text: string, start: number, end: number, hash: number): T {
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

function isAt(text: string, start: number, word: string): boolean {
  for (let i = 0; i < word.length; i += 1) if (text.charCodeAt(start + i) !== word.charCodeAt(i)) return false;
  return word !== '';
}
