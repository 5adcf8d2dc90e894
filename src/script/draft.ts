// An action while it is read: its items as numbers, and as objects only what the text does not say by itself.

import { maxParams } from '../records/bounds.ts';
import type { ActionHead } from './names.ts';
import { Extra, isArg, numbersOfAction, numbersOfItem, ReadAction } from './nodes.ts';
import type { Places } from './places.ts';

export class Draft {
  readonly places: Places;
  readonly #numbers = new Int32Array(numbersOfAction + 2 * maxParams * numbersOfItem);
  #used = numbersOfAction;
  #args = 0;
  #firstExtra: Extra | undefined;
  #lastExtra: Extra | undefined;

  constructor(places: Places) {
    this.places = places;
  }

  /** Forgets what was read so far. */
  clear(): void {
    this.#used = numbersOfAction;
    this.#args = 0;
    this.#firstExtra = undefined;
    this.#lastExtra = undefined;
  }

  /** The number of the new item. An arg has the place of its key where its text begins. */
  add(traits: number, keyStart: number, keyEnd: number, start: number, end: number): number {
    const numbers = this.#numbers;
    const at = this.#used;
    numbers[at] = keyStart;
    numbers[at + 1] = keyEnd;
    numbers[at + 2] = start;
    numbers[at + 3] = end;
    numbers[at + 4] = traits;
    this.#used = at + numbersOfItem;
    if ((traits & isArg) !== 0) this.#args += 1;
    return (at - numbersOfAction) / numbersOfItem;
  }

  /** Of the item that was added last: a text that is not to be had from where it is written. */
  setText(item: number, text: string): void {
    this.#extraOf(item).text = text;
  }

  /** Of the item that was added last, behind the comments that it has already. */
  addComment(item: number, comment: string): void {
    const extra = this.#extraOf(item);
    extra.comment = extra.comment === '' ? comment : `${extra.comment}\n${comment}`;
  }

  finish(head: ActionHead, start: number, nameEnd: number, end: number): ReadAction {
    this.#numbers[0] = start;
    this.#numbers[1] = nameEnd;
    this.#numbers[2] = end;
    this.#numbers[3] = (this.#used - numbersOfAction) / numbersOfItem - this.#args;
    this.#numbers[4] = this.#args;
    const at = this.places.keep(this.#numbers, this.#used);
    return new ReadAction(head, this.places, at, this.#firstExtra);
  }

  #extraOf(item: number): Extra {
    const last = this.#lastExtra;
    if (last?.item === item) return last;
    const extra = new Extra(item);
    if (last === undefined) this.#firstExtra = extra;
    else last.next = extra;
    this.#lastExtra = extra;
    return extra;
  }
}
