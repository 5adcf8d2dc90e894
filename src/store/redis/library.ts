// Brings our Lua functions to a server: as a function library, or as one script where there are no functions.

import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { StoreError } from '../errors.ts';

export interface Library {
  name: string;
  /** Two herorunners with different numbers cannot share a store. */
  protocol: number;
  /** Rises with every change of the source; a lower one never replaces a higher one. */
  build: number;
  /** Lua that registers functions by `redis.register_function`; without the line that names the library. */
  source: string;
}

/** How functions are called on a server. */
export type CallForm = 'functions' | 'script';

/** Keeps the functions on all servers that hold data. */
export class LibraryLoader {
  readonly scriptDigest: string;
  readonly #library: Library;
  readonly #digest: string;
  readonly #scriptSource: string;
  readonly #servers: () => Redis[];
  readonly #shown: string;
  #form: Promise<CallForm> | undefined;

  constructor(library: Library, servers: () => Redis[], shown: string) {
    this.#library = library;
    this.#servers = servers;
    this.#shown = shown;
    this.#digest = createHash('sha256').update(library.source).digest('hex').slice(0, 12);
    this.#scriptSource = asScript(library.source);
    this.scriptDigest = createHash('sha1').update(this.#scriptSource).digest('hex');
  }

  /** How to call them; brings them first where they are not known to be. */
  form(): Promise<CallForm> {
    this.#form ??= this.#bringAll().catch((error) => {
      this.#form = undefined;
      throw error;
    });
    return this.#form;
  }

  /** A server may have lost them. */
  forget(): void {
    this.#form = undefined;
  }

  async #bringAll(): Promise<CallForm> {
    const forms = await Promise.all(this.#servers().map((server) => this.#bring(server)));
    return forms.includes('script') ? 'script' : 'functions';
  }

  async #bring(server: Redis): Promise<CallForm> {
    const { protocol, build } = this.#library;
    for (let left = 3; ; left -= 1) {
      const found = await findVersion(server);
      if (found === 'no functions') {
        await server.call('SCRIPT', ['LOAD', this.#scriptSource]);
        return 'script';
      }
      if (found !== undefined) {
        const [itsProtocol, itsBuild, itsDigest] = found;
        if (itsProtocol > protocol) throw newerError(itsProtocol, protocol, this.#shown);
        if (itsProtocol === protocol && (itsBuild > build || itsDigest === this.#digest)) return 'functions';
      }
      // Where there was none, one that another process loads meanwhile must not be overwritten unseen.
      const replace = found === undefined ? [] : ['REPLACE'];
      try {
        await server.call('FUNCTION', ['LOAD', ...replace, this.#functionSource()]);
        return 'functions';
      } catch (error) {
        const isTaken = error instanceof Error && /already exists/.test(error.message);
        if (!isTaken || left === 0) throw error;
      }
    }
  }

  #functionSource(): string {
    const { name, protocol, build, source } = this.#library;
    return `#!lua name=${name}
${source}
redis.register_function{function_name='hr_version', flags={'no-writes'},
  callback=function() return {${protocol}, ${build}, '${this.#digest}'} end}
`;
  }
}

/** One script for all functions: the last argument is the name of the one that is called. */
function asScript(source: string): string {
  return `local registered = {}
local function registerHere(name, callback)
  if type(name) == 'table' then name, callback = name.function_name, name.callback end
  registered[name] = callback
end
${source.replaceAll('redis.register_function', 'registerHere')}
return registered[table.remove(ARGV)](KEYS, ARGV)
`;
}

/** Protocol, build and digest of the library that is there. */
async function findVersion(server: Redis): Promise<[number, number, string] | 'no functions' | undefined> {
  try {
    return (await server.call('FCALL', ['hr_version', 0])) as [number, number, string];
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (/^ERR unknown command/i.test(message)) return 'no functions';
    if (/^ERR Function not found/.test(message)) return undefined;
    throw error;
  }
}

function newerError(found: number, known: number, shown: string): StoreError {
  return new StoreError(
    'newer',
    `${shown} is used by a newer herorunner (protocol ${found}, this one knows ${known})`,
    'update herorunner, or choose another store',
  );
}
