// A connection of its own for commands that wait at the server: they would hold up all others.

import { setTimeout as delay } from 'node:timers/promises';
import type { Address } from './address.ts';
import { type Client, closeClient, makeClient } from './client.ts';
import { type Command, type Copies, copiesFor } from './copies.ts';
import { remedyFor, toStoreError } from './failure.ts';

/** Callers begin anew at once; without a pause a server that refuses would be asked without end. */
const pauseMs = 50;

export class BlockingConnection {
  readonly #client: Client;
  readonly #copies: Copies | undefined;
  readonly #shown: string;
  readonly #onClose: () => void;
  #isClosed = false;

  /** `silenceMs`: longer than any command waits; a socket that is silent for so long is dead. */
  constructor(address: Address, silenceMs: number, onClose: () => void) {
    this.#onClose = onClose;
    this.#client = makeClient(address, { silenceMs, persistent: () => true });
    this.#copies = copiesFor(this.#client, address);
    this.#shown = address.shown;
  }

  /**
   * Sends one command that waits; null when nothing came. `undefined`: the connection was lost or closed, so what was
   * waited for may have come unseen.
   */
  block(...[name, ...args]: Command): Promise<unknown> {
    return this.#try(() => this.#client.call(name, args));
  }

  /**
   * As `block`, for news: they come when as many replicas have them as the address asks for. `onAnswer`: the server has
   * answered, which may be long before.
   */
  blockCopied(command: Command, onAnswer: () => void = () => {}): Promise<unknown> {
    const copies = this.#copies;
    if (copies !== undefined) return this.#try(() => copies.read(command, onAnswer));
    return this.block(...command).finally(onAnswer);
  }

  async #try(step: () => Promise<unknown>): Promise<unknown> {
    if (this.#isClosed) return undefined;
    try {
      return await step();
    } catch (error) {
      if (this.#isClosed) return undefined;
      if (remedyFor(error) !== 'wait') throw toStoreError(error, this.#shown);
      await delay(pauseMs);
      return undefined;
    }
  }

  close(): void {
    this.#isClosed = true;
    closeClient(this.#client);
    this.#onClose();
  }
}
