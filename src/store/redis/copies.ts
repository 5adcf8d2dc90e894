// Waits until replicas have what was just written. Redis answers before it copies, and a master that dies takes with it
// what it has not copied; so the server is asked for its copies on the very connection on which it has answered.

import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { StoreError } from '../errors.ts';
import type { Address } from './address.ts';
import { type Argument, type Client, refreshSlots, serverOf } from './client.ts';

export type Command = readonly [name: string, ...Argument[]];

/** Other commands of the connection have to wait as long. */
const waitMs = 250;
const pauseMs = 100;
/** Who has not met a replica yet is told soon that there is none. */
const firstPatienceMs = 5_000;

/** Undefined where the address does not ask for copies. */
export function copiesFor(client: Client, address: Address): Copies | undefined {
  return address.copies > 0 ? new Copies(client, address) : undefined;
}

export class Copies {
  readonly #client: Client;
  readonly #address: Address;
  /** A hash of the store; its server is the one that is asked. */
  readonly #hash: string;
  /** The last question found enough of them. */
  #isSure = false;
  #hasMet = false;

  constructor(client: Client, address: Address) {
    this.#client = client;
    this.#address = address;
    this.#hash = `${address.own}n`;
  }

  /**
   * The answer to a command, once its changes are copied, those of an earlier try too. Nothing is sent while replicas
   * are known to be missing. Throws StoreError `uncopied`.
   */
  call(command: Command, patienceMs: number): Promise<unknown> {
    return this.#on(this.#hash, async (server) => {
      if (!this.#isSure) await this.#ask(server, [this.#mark], patienceMs);
      const [answer] = await this.#ask(server, [command, this.#mark], patienceMs);
      return answer;
    });
  }

  /** As `call`, for a command that changes `key` each time it is sent. */
  write(key: string, command: Command, patienceMs: number): Promise<unknown> {
    return this.#on(key, async (server) => (await this.#ask(server, [command], patienceMs))[0]);
  }

  /**
   * What a command reads that waits at the server, once it is copied: what was told of cannot be lost any more. `onAnswer`:
   * it was read.
   */
  read([name, ...args]: Command, onAnswer: () => void): Promise<unknown> {
    return this.#on(this.#hash, async (server) => {
      const answer = await server.call(name, args);
      onAnswer();
      if (answer !== null) await this.#ask(server, [this.#mark], Number.POSITIVE_INFINITY);
      return answer;
    });
  }

  /** A change after all others: what changes nothing has nothing to wait for. */
  get #mark(): Command {
    return ['HSET', this.#hash, 'copied', 1];
  }

  /** Answers to these commands, once copied. */
  async #ask(server: Redis, commands: Command[], patienceMs: number) {
    const { copies: needed } = this.#address;
    // In one piece, so that no connection gets lost in between.
    const batch = server.pipeline();
    for (const [name, ...args] of commands) batch.call(name, args);
    const pairs = (await batch.call('WAIT', [needed, waitMs]).exec()) ?? [];
    const answered = server.stream;
    const values = pairs.map(([error, value]) => {
      if (error !== null) throw error;
      return value;
    });
    const end = performance.now() + (this.#hasMet ? patienceMs : Math.min(patienceMs, firstPatienceMs));
    for (let count = Number(values.at(-1)); count < needed; ) {
      this.#isSure = false;
      if (performance.now() > end) throw uncopied(this.#address, count);
      await delay(pauseMs);
      presume(server, answered);
      count = Number(await server.call('WAIT', [needed, waitMs]));
    }
    this.#isSure = true;
    this.#hasMet = true;
    return values;
  }

  async #on<T>(key: string, step: (server: Redis) => Promise<T>): Promise<T> {
    try {
      return await step(await serverOf(this.#client, key));
    } catch (error) {
      refreshSlots(this.#client);
      throw error;
    }
  }
}

/** Another connection may lead to another master, which knows nothing of what the first one has said. */
function presume(server: Redis, connection: Redis['stream']): void {
  if (server.status !== 'ready' || server.stream !== connection) throw new Error('the connection was lost');
}

function uncopied({ copies, shown }: Address, count: number): StoreError {
  const which = copies === 1 ? 'no replica' : `only ${count} of ${copies} replicas`;
  return new StoreError(
    'uncopied',
    `${which} of ${shown} has taken over what is written there, so nothing is acknowledged`,
    'see that its replicas are up, then do it again, which does no harm if it is there; ?durability=master goes without',
  );
}
