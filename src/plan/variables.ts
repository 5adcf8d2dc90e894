// Variables of a run: from the command line, from the script, and the few of the environment that may be read.

import { didYouMean } from '../diagnostics/suggest.ts';

export interface VariableSources {
  /** From the command line: a script cannot change them. */
  given: Readonly<Record<string, string>>;
  /** Names of the environment variables that may be read. */
  allowEnv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
}

export type Looked =
  | { value: string }
  /** There is no such variable, or it is not set. */
  | { value?: undefined; help: string }
  | { refused: string; help: string };

const environment = 'env.';
/** Comparing thousands of slips with thousands of names takes long, and nobody reads that many. */
const maxHints = 20;

/** Names are found as written, else in any case: herolib reads `{Name}` and `{NAME}` as the same. */
class Names {
  readonly #exact = new Map<string, string>();
  readonly #folded = new Map<string, string>();

  set(name: string, value: string): void {
    this.#exact.set(name, value);
    this.#folded.set(fold(name), value);
  }

  find(name: string): string | undefined {
    return this.#exact.get(name) ?? this.#folded.get(fold(name));
  }

  keys(): Iterable<string> {
    return this.#exact.keys();
  }
}

/** One for a whole run: what a script sets holds for all that follows, whatever file it is in. */
export class Variables {
  readonly #sources: VariableSources;
  readonly #given = new Names();
  readonly #session = new Names();
  #hints = 0;

  constructor(sources: VariableSources) {
    this.#sources = sources;
    for (const [name, value] of Object.entries(sources.given)) this.#given.set(name, value);
  }

  /** `once` keeps a value that is there. */
  set(name: string, value: string, once: boolean): void {
    if (once && this.#session.find(name) !== undefined) return;
    this.#session.set(name, value);
  }

  find(name: string): string | undefined {
    return this.#given.find(name) ?? this.#session.find(name);
  }

  names(): string[] {
    return [...this.#given.keys(), ...this.#session.keys()];
  }

  /** By the name in a placeholder, `env.X` included. Without a value: what may be done about it. */
  look(name: string): Looked {
    const { allowEnv, env } = this.#sources;
    if (name.startsWith(environment)) {
      const variable = name.slice(environment.length);
      if (!allowEnv.includes(variable)) {
        const help = `allow it with --allow-env ${variable}`;
        return { refused: `the environment variable ${variable} may not be read`, help };
      }
      const value = Object.hasOwn(env, variable) ? env[variable] : undefined;
      return value === undefined ? { help: 'it is not set in the environment' } : { value };
    }
    const value = this.find(name);
    if (value !== undefined) return { value };
    if (!/^\w+$/.test(name)) {
      return { refused: `$\{${name}} is no placeholder`, help: 'write $${ for the characters themselves' };
    }
    this.#hints += 1;
    const near = this.#hints > maxHints ? undefined : didYouMean(name, this.names());
    if (near !== undefined) return { help: near };
    if (Object.hasOwn(env, name)) return { help: `the one of the environment is $\{env.${name}}` };
    return { help: `give it with --set ${name}=..., or write $$\{${name}} for the characters themselves` };
  }
}

function fold(name: string): string {
  return name.toLowerCase();
}
