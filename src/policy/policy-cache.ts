// The compiled policy of a store, kept fresh by its revision: whoever asks the access control goes through here.

import type { Decision } from '../acl/evaluate.ts';
import { decide } from '../acl/evaluate.ts';
import type { CompiledPolicy } from '../acl/policy.ts';
import { compilePolicy } from '../acl/policy.ts';
import type { Registry } from '../store/parts/registry.ts';

export interface Question {
  /** Public key of the one who asks. */
  subject: string;
  actor: string;
  action: string;
  /** Candidate agent, a public key. */
  agent?: string;
}

export class PolicyCache {
  readonly #registry: Pick<Registry, 'revision' | 'policy'>;
  readonly #root: string[];
  #compiled: CompiledPolicy | undefined;

  /** `root`: the public keys that may do everything but what a block forbids. */
  constructor(registry: Pick<Registry, 'revision' | 'policy'>, root: string[]) {
    this.#registry = registry;
    this.#root = root;
  }

  /** The policy as it is now; compiled again only when its revision moved. */
  async current(): Promise<CompiledPolicy> {
    return this.#compiled === undefined ? this.#compile() : this.at(await this.#registry.revision());
  }

  /** The policy of a revision that the store has just told, or a newer one. */
  async at(revision: number): Promise<CompiledPolicy> {
    return this.#compiled?.revision === revision ? this.#compiled : this.#compile();
  }

  async #compile(): Promise<CompiledPolicy> {
    this.#compiled = compilePolicy({ ...(await this.#registry.policy()), root: this.#root });
    return this.#compiled;
  }

  async decide(question: Question): Promise<Decision> {
    return decide(await this.current(), question);
  }
}
