// Where one kind of fault is tried: a store, runners, agents and a submitter as processes, and what they write down.

import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openOrCreateKey } from '../../src/identity/key-file.ts';
import type { JobEvent } from '../../src/store/parts/feed.ts';
import type { Store } from '../../src/store/ports.ts';
import { heroFile, Workplace } from '../../test/setup/hero.ts';
import type { Random } from '../../test/setup/random.ts';
import { until } from '../../test/setup/until.ts';
import { actorFiles } from './family.ts';
import { ledgerName, readBatches, readLedger } from './ledger.ts';
import { canBeFar, Member } from './member.ts';
import { openStoreAt } from './open-store.ts';

export interface Crew {
  /** Agents whose death the runner sees. */
  near: number;
  /** Agents as if on other machines: only their lease tells of their death. */
  far: number;
  runners: number;
}

export interface Load {
  jobs: number;
  seconds: number;
}

/** From when on something is to come again, milliseconds since 1970. */
export interface Injection {
  at: number;
  /** Who or what was hit; '' = the kind says it all. */
  victim: string;
  /** Of an agent or a program: what it had in hand is to begin anew. Without it: anything is to begin. */
  pid?: number;
}

export class Stage {
  readonly place = new Workplace();
  readonly random: Random;
  readonly agents: Member[] = [];
  readonly runners: Member[] = [];
  readonly submitters: Member[] = [];
  readonly injections: Injection[] = [];
  readonly heard: JobEvent[] = [];
  readonly #url: string;
  readonly #agentUrl: (i: number) => string;
  #store: Store | undefined;
  #load: Promise<void> = Promise.resolve();
  #isLoading = false;
  /** Public key of the one who asks for the jobs. */
  source = '';

  /** `agentUrl`: where an agent reaches the store, if not at `url`. */
  constructor(url: string | undefined, random: Random, agentUrl?: (i: number) => string) {
    this.#url = url ?? `sqlite:${join(this.place.dir, 'jobs.db')}`;
    this.#agentUrl = agentUrl ?? (() => this.#url);
    this.random = random;
  }

  get store(): Store {
    if (this.#store === undefined) throw new Error('the stage is not open');
    return this.#store;
  }

  get url(): string {
    return this.#url;
  }

  /** Jobs are still being submitted. */
  get isLoading(): boolean {
    return this.#isLoading;
  }

  async open({ near, far, runners }: Crew): Promise<void> {
    const { place } = this;
    for (const [name, text] of Object.entries(actorFiles)) place.write(name, text, 0o755);
    place.env.FAULTS_LEDGER = join(place.dir, ledgerName);
    const keysDir = join(place.dir, 'home/.config/herorunner/keys');
    for (const name of ['user', 'agent']) {
      const key = await openOrCreateKey(keysDir, name);
      if (!key.ok) throw new Error(key.diagnostic.message);
      if (name === 'user') this.source = key.key.publicKey;
    }
    this.#store = await openStoreAt(this.#url);
    this.#store.subscribe((events) => void this.heard.push(...events));
    for (let i = 0; i < near + far; i += 1) {
      const args = ['agent', '--key', `node${i}`, '--concurrency', '8'];
      const member = this.#hero(`agent${i}`, args, this.#agentUrl(i), i >= near && canBeFar ? `far${i}` : undefined);
      this.agents.push(member);
    }
    for (let i = 0; i < runners; i += 1) this.runners.push(this.#hero(`runner${i}`, ['runner'], this.#url));
    for (const member of [...this.agents, ...this.runners]) member.start();
    await until('all agents are up', async () => (await this.store.sessions()).length >= this.agents.length);
  }

  /** Begins to submit; submitters that die are followed by others until so many jobs are acknowledged. */
  load({ jobs, seconds }: Load): void {
    this.#isLoading = true;
    this.#load = this.#submitAll(jobs, jobs / seconds).finally(() => {
      this.#isLoading = false;
    });
    this.#load.catch(() => {});
  }

  /** Resolves when all is submitted. */
  get loaded(): Promise<void> {
    return this.#load;
  }

  /** Waits until every job is final, `limitMs` at most. Returns guids that are not. */
  async settle(limitMs: number): Promise<string[]> {
    const end = Date.now() + limitMs;
    let open = this.acknowledged();
    for (;;) {
      open = await this.store.open(open);
      if (open.length === 0 || Date.now() > end) break;
      await delay(200);
    }
    // The last events are on their way.
    await delay(300);
    return open;
  }

  acknowledged(): string[] {
    return readBatches(this.place.dir)
      .filter(({ isAcknowledged }) => isAcknowledged)
      .flatMap(({ guids }) => guids);
  }

  ledger() {
    return readLedger(this.place.dir);
  }

  /** Pauses at random, up to `ms`. */
  breathe(ms: number): Promise<void> {
    return delay(this.random() * ms);
  }

  async close(isKept: boolean): Promise<void> {
    for (const member of [...this.submitters, ...this.agents, ...this.runners]) await member.kill();
    await this.#store?.close();
    if (isKept) {
      this.place.write('injections.json', JSON.stringify(this.injections));
      console.log(`kept: ${this.place.dir}`);
    } else {
      this.place.remove();
    }
  }

  async #submitAll(jobs: number, pace: number): Promise<void> {
    for (let i = 0; ; i += 1) {
      const left = jobs - this.acknowledged().length;
      if (left <= 0) return;
      const seed = Math.floor(this.random() * 2 ** 32);
      const file = join(import.meta.dirname, 'submitter.ts');
      const { dir, env } = this.place;
      const args = [this.#url, dir, `s${i}`, this.source, seed, left, pace].map(String);
      const submitter = new Member({ name: `submitter${i}`, args: [file, ...args], env, dir });
      this.submitters.push(submitter);
      submitter.start();
      const status = await submitter.ended();
      if (status !== null && status !== 0) throw new Error(`a submitter failed, see log-submitter${i}.txt`);
    }
  }

  #hero(name: string, args: string[], url: string, host?: string): Member {
    const { env, dir } = this.place;
    return new Member({
      name,
      args: [heroFile, ...args],
      env: { ...env, HERO_STORE: url },
      dir,
      ...(host === undefined ? {} : { host }),
    });
  }
}
