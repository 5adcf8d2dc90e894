// Keeps the record of an agent up to date in the registry: what it offers, that it is there, and that it went.

import type { Actor } from '../../actors/actor.ts';
import { systemClock } from '../../ground/clock.ts';
import { repeat } from '../../ground/repeat.ts';
import { signAgent } from '../../identity/agent-record.ts';
import type { Signer } from '../../identity/signer.ts';
import type { Agent } from '../../records/agent.ts';
import { readLiving } from '../../runner/alive.ts';
import { StoreError } from '../../store/errors.ts';
import type { Store } from '../../store/ports.ts';
import { nameOfAgent } from '../agent-names.ts';
import { completePolicy } from '../complete-policy.ts';
import { type AgentSelf, ownRecord, policyWith, register } from '../register.ts';

export interface RegistrationHelp {
  newGuid(): string;
  onTrouble(error: StoreError): void;
}

const everyMs = 30_000;

export class Registration {
  readonly #store: Store;
  readonly #signer: Signer;
  readonly #actors: ReadonlyMap<string, Actor>;
  readonly #self: AgentSelf;
  readonly #help: RegistrationHelp;
  readonly #guid: string;
  #stopRenewing = () => {};
  #name = '';
  #namesakes: string[] = [];
  #status: Agent['status']['status'] = 'ok';

  constructor(
    store: Store,
    signer: Signer,
    actors: ReadonlyMap<string, Actor>,
    self: AgentSelf,
    help: RegistrationHelp,
  ) {
    this.#store = store;
    this.#signer = signer;
    this.#actors = actors;
    this.#self = self;
    this.#help = help;
    this.#guid = help.newGuid();
  }

  get name(): string {
    return this.#name;
  }

  /** Public keys of other agents that are there under the same name. */
  get namesakes(): readonly string[] {
    return this.#namesakes;
  }

  /** Writes the records, then again from time to time: a registry that was emptied fills by itself. */
  async begin(): Promise<void> {
    await this.#write('ok');
    this.#stopRenewing = repeat(everyMs, () => this.renew());
  }

  /** Whether it takes jobs; a change is written at once. */
  async setHalted(on: boolean): Promise<void> {
    this.#status = on ? 'halted' : 'ok';
    await this.#tryWrite(this.#status);
  }

  /** Writes the records again, now. */
  renew(): Promise<void> {
    return this.#tryWrite(this.#status);
  }

  /** The agent is down, unless another process of it is there. */
  async end(): Promise<void> {
    this.#stopRenewing();
    const others = (await readLiving(this.#store)).filter(({ agent }) => agent === this.#signer.publicKey);
    if (others.length === 0) await this.#tryWrite('down');
  }

  async #tryWrite(status: Agent['status']['status']): Promise<void> {
    try {
      await this.#write(status);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#help.onTrouble(error);
    }
  }

  async #write(status: Agent['status']['status']): Promise<void> {
    const before = completePolicy(await this.#store.policy());
    const known = before.agents.find(({ pubkey }) => pubkey === this.#signer.publicKey);
    const run = { pubkey: this.#signer.publicKey, guid: this.#guid, now: systemClock.now() };
    const record = ownRecord(this.#actors.values(), run, this.#self, known, status);
    const signed = signAgent(record, this.#signer);
    if (!signed.ok) throw new Error(`the agent's record cannot be signed: ${signed.problem}`);
    this.#name = nameOfAgent(signed.agent);
    this.#namesakes = before.agents
      .filter((agent) => agent.pubkey !== signed.agent.pubkey && nameOfAgent(agent) === this.#name)
      .filter(({ status }) => status.status !== 'down')
      .map(({ pubkey }) => pubkey);
    await register(this.#store, policyWith(before, this.#actors.values(), signed.agent), before, signed.agent);
  }
}
