// The connection of a store to Redis: sends commands, and again when the server was away; calls our functions there.

import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from '../errors.ts';
import type { Finding } from '../parts/repair.ts';
import { type Address, parseAddress } from './address.ts';
import { BlockingConnection } from './blocking.ts';
import { type Argument, type Client, closeClient, makeClient, mastersOf } from './client.ts';
import { type Command, type Copies, copiesFor } from './copies.ts';
import { isAnswer, type Remedy, remedyFor, toStoreError } from './failure.ts';
import { type Library, LibraryLoader } from './library.ts';
import { isMoved } from './other-kind.ts';
import { connectOnce, onFailure } from './reach.ts';
import { findMissingReplicas } from './replicas.ts';
import { checkDatabase, checkHashes, checkLayout, checkServer } from './server-check.ts';
import { findLostAlert } from './tls-failure.ts';

export interface ConnectOptions {
  library: Library;
  /** How long a command is tried again while the server is away, milliseconds. Then StoreError. */
  patienceMs?: number;
  env?: Readonly<Record<string, string | undefined>>;
}

/** After the prefix: the hashes that other programs read too. */
const recordHashes = ['jobs', 'agents', 'groups', 'services'];
const defaultPatienceMs = 60_000;
/** How long loading a server's data may take while a program starts. */
const openPatienceMs = 10_000;
/** A command is answered within this, or its socket is dead. */
const silenceMs = 3_000;
/** Between two tries of the same command; while there is no connection it waits for one besides. */
const againMs = 50;

export class Connection {
  readonly address: Address;
  readonly #client: Client;
  readonly #loader: LibraryLoader;
  /** Undefined: the master's word is enough. */
  readonly #copies: Copies | undefined;
  readonly #blocking = new Set<BlockingConnection>();
  #patienceMs: number;
  #isOpen = false;
  #isClosed = false;
  /** Why there was no connection the last time. */
  #lastFailure: Error | undefined;

  private constructor(address: Address, options: ConnectOptions) {
    this.address = address;
    this.#patienceMs = openPatienceMs;
    this.#client = makeClient(address, { silenceMs, persistent: () => this.#isOpen });
    onFailure(this.#client, (error) => {
      this.#lastFailure = error;
    });
    this.#loader = new LibraryLoader(options.library, () => mastersOf(this.#client), address.shown);
    this.#copies = copiesFor(this.#client, address);
  }

  /** Connects, checks the server and brings the functions. Throws StoreError, and has written nothing then. */
  static async open(url: string, options: ConnectOptions): Promise<Connection> {
    const address = parseAddress(url, options.env ?? process.env);
    const connection = new Connection(address, options);
    try {
      await connection.#begin();
    } catch (error) {
      connection.close();
      const told = toStoreError(error, address.shown);
      throw (await findLostAlert(told, address)) ?? told;
    }
    connection.#isOpen = true;
    connection.#patienceMs = options.patienceMs ?? defaultPatienceMs;
    // Another server may answer from now on, with another library or none, and commands wait for it.
    connection.#client.on('close', () => connection.#loader.forget());
    return connection;
  }

  /** Calls one of our functions; all keys must share a slot. Must be harmless when it is called twice. */
  call(name: string, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    return this.#persist(async () => {
      const [command, ...all] = await this.#toCommand(name, keys, args);
      return this.#client.call(command, all);
    });
  }

  /** As `call`; the answer comes when as many replicas have the changes as the address asks for. */
  callCopied(name: string, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    const copies = this.#copies;
    if (copies === undefined) return this.call(name, keys, args);
    return this.#persist(async () => copies.call(await this.#toCommand(name, keys, args), this.#patienceMs));
  }

  /** Sends any other command that does not wait. Must be harmless when it is sent twice. */
  send(command: string, ...args: Argument[]): Promise<unknown> {
    return this.#persist(() => this.#client.call(command, args));
  }

  /** As `send`, for a command that changes `key` each time; the answer comes when replicas have the change. */
  sendCopied(command: string, key: string, ...args: Argument[]): Promise<unknown> {
    const copies = this.#copies;
    if (copies === undefined) return this.send(command, key, ...args);
    return this.#persist(() => copies.write(key, [command, key, ...args], this.#patienceMs));
  }

  /** Of the servers that hold our hashes. */
  findMissingReplicas(): Promise<Finding[]> {
    return this.#persist(() => findMissingReplicas(this.#client, this.address, this.#hashes));
  }

  /** `longestMs`: the longest time that a command waits at the server. It is closed with this connection at the latest. */
  openBlocking(longestMs: number): BlockingConnection {
    const forget = () => this.#blocking.delete(blocking);
    const blocking: BlockingConnection = new BlockingConnection(this.address, longestMs + silenceMs, forget);
    this.#blocking.add(blocking);
    return blocking;
  }

  close(): void {
    this.#isClosed = true;
    for (const blocking of this.#blocking) blocking.close();
    closeClient(this.#client);
  }

  get #hashes(): string[] {
    return recordHashes.map((name) => `${this.address.prefix}:${name}`);
  }

  async #begin(): Promise<void> {
    const { shown, db } = this.address;
    await this.#persist(async () => {
      await connectOnce(this.#client, this.address);
      if (db !== 0) await checkDatabase(() => this.#client.call('SELECT', db), db, shown);
      for (const server of mastersOf(this.#client)) await checkServer(server, shown);
      const send = (command: string, ...args: string[]) => this.#client.call(command, args);
      await checkHashes(send, this.#hashes, shown);
      await checkLayout(send, `${this.address.own}n`, shown);
      await this.#loader.form();
    });
  }

  async #toCommand(name: string, keys: readonly string[], args: readonly Argument[]): Promise<Command> {
    const form = await this.#loader.form();
    return form === 'functions'
      ? ['FCALL', name, keys.length, ...keys, ...args]
      : ['EVALSHA', this.#loader.scriptDigest, keys.length, ...keys, ...args, name];
  }

  async #persist<T>(send: () => Promise<T>): Promise<T> {
    let since = 0;
    while (true) {
      try {
        if (this.#isClosed) throw new Error('the connection was closed');
        return await send();
      } catch (error) {
        const remedy = this.#remedyFor(error);
        if (remedy === undefined) throw error;
        if (remedy === 'tell') throw this.#told(error);
        if (remedy === 'load') this.#loader.forget();
        since ||= performance.now();
        if (performance.now() - since > this.#patienceMs) throw this.#told(error);
        await delay(againMs);
      }
    }
  }

  #told(error: unknown): StoreError {
    const cause = isAnswer(error) || this.#isClosed ? error : (this.#lastFailure ?? error);
    return toStoreError(cause, this.address.shown);
  }

  #remedyFor(error: unknown): Remedy | undefined {
    if (error instanceof StoreError) return undefined;
    const remedy = remedyFor(error);
    // Before anything was sent, a server that is not there is an error of the user's, and told at once.
    const isAway = remedy === 'wait' && !isAnswer(error) && !this.#isOpen;
    // Nor will one server of a cluster ever have what others have.
    const isElsewhere = this.address.kind !== 'cluster' && error instanceof Error && isMoved(error.message);
    return this.#isClosed || isAway || isElsewhere ? 'tell' : remedy;
  }
}
