// Plays the steps of a history.

import type { Submission } from '../../../src/store/parts/jobs.ts';
import { lease } from '../contract/make.ts';
import { Asking } from './asking.ts';
import { actors, agents, candidates, laneRuns, runs, sources } from './drafts.ts';
import { type History, mostSwept, type Step } from './history.ts';
import type { SideBySide } from './side-by-side.ts';
import { Working } from './working.ts';

export class Player {
  readonly #stores: SideBySide;
  readonly #asking: Asking;
  readonly #working: Working;
  #policies = 0;

  constructor({ isShared }: History, stores: SideBySide) {
    this.#stores = stores;
    this.#asking = new Asking(stores, isShared);
    this.#working = new Working(stores, isShared);
  }

  get submitted(): readonly Submission[] {
    return this.#asking.submitted;
  }

  async play(step: Step): Promise<void> {
    switch (step.do) {
      case 'submit':
        return this.#asking.submit(step.jobs, step.backwards);
      case 'submit badly':
        return this.#asking.submitBadly(step.pick, step.how);
      case 'claim':
        return this.#working.claim(step);
      case 'finish':
        return this.#working.finish(step);
      case 'start':
      case 'release':
      case 'report':
        return this.#working.hold(step.do, step.pick);
      case 'cancel':
      case 'refuse': {
        // Half of the cancels are for what somebody holds.
        const isHeld = step.do === 'cancel' && step.pick % 2 === 0;
        const guid = isHeld ? this.#working.guid(step.pick) : this.#asking.guid(step.pick);
        await (step.do === 'cancel'
          ? this.#stores.all((store) => store.cancel(guid, 'stop it'))
          : this.#stores.all((store) => store.refuse(guid, 'denied', 4, 'no right')));
        return;
      }
      case 'cancel run':
        await this.#stores.all((store) => store.cancelWaiting([...runs, ...laneRuns][step.run] ?? '', 'stop all'));
        return;
      case 'decide':
        return this.#asking.decide(candidates[step.agents] ?? [], step.outdated);
      case 'bury':
        return this.#bury(step.agent, step.times);
      case 'close': {
        const session = await this.#working.session(agents[step.agent] ?? '');
        await this.#stores.all((store) => store.closeSession(session));
        return;
      }
      case 'abandon':
        return this.#stores.all((store) => store.abandon(agents[step.agent] ?? ''));
      case 'drain':
        return this.#stores.all((store) => store.setDraining(agents[step.agent] ?? '', step.on));
      case 'limit': {
        const { kind, which, max } = step;
        const name = { agent: agents, actor: actors, source: sources }[kind][which] ?? '';
        if (max === null) await this.#stores.all((store) => store.removeLimit(kind, name));
        else await this.#stores.all((store) => store.setLimit({ kind, name, max }));
        return;
      }
      case 'pass':
        return this.#pass(step.ms, step.beat, step.limit);
      case 'away':
        // Not every operation counts as a sign of life on every store; this one does.
        await this.#stores.all((store) => store.setDraining('nobody', false));
        this.#stores.advance(step.ms);
        return this.#sweep(mostSwept);
      case 'fire':
        return this.#asking.fire(step);
      case 'unschedule':
        await this.#stores.all((store) => store.removeSchedule(`every${step.name}`));
        return;
      case 'prune': {
        const before = this.#stores.clock.now() - 3_000;
        await this.#stores.all((store) => store.prune(['ok', 'error'], before, 1_000));
        return;
      }
      case 'new policy':
        this.#policies += 1;
        return this.#stores.all((store) => store.revoke(String(this.#policies)));
      case 'reopen':
        return this.#stores.reopen();
    }
  }

  /** An agent that comes back after its death takes what there is, and dies again. */
  async #bury(agent: number, times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      if (i > 0) await this.#working.claim({ agent, max: 4, lanes: [''] });
      const session = await this.#working.session(agents[agent] ?? '');
      await this.#stores.all((store) => store.bury(session));
    }
  }

  /** Nothing is in the way of jobs any more, and agents do whatever there is. */
  async comeToEnd(): Promise<void> {
    for (const { kind, name } of await this.#stores.model.limits())
      await this.#stores.all((store) => store.removeLimit(kind, name));
    for (const agent of agents) await this.#stores.all((store) => store.setDraining(agent, false));
    for (let turn = 0; turn < 100; turn++) {
      const { byState } = await this.#stores.model.stats();
      if (byState.created + byState.scheduled + byState.planned + byState.running === 0) return;
      await this.#asking.decide(agents, false);
      for (const [agent] of agents.entries()) {
        for (const lane of ['', 'x', 'x#1']) await this.#working.claim({ agent, max: 50, lanes: [lane] });
      }
      await this.#working.finishAll();
      await this.#pass(lease, false);
    }
    throw new Error('jobs do not come to their end');
  }

  /** Somebody looks so often that the store never seems to have been away. */
  async #pass(ms: number, beat: boolean, limit = mostSwept): Promise<void> {
    for (let left = ms; left > 0; left -= 5_000) {
      this.#stores.advance(Math.min(left, 5_000));
      if (beat) await this.#working.beat();
      await this.#sweep(limit);
    }
  }

  async #sweep(limit: number): Promise<void> {
    while ((await this.#stores.all((store) => store.sweep(limit))).more);
  }
}
