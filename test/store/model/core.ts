// What all parts of the model share: its memory, and what makes an operation one.

import type { Retention } from '../../../src/store/retention.ts';
import type { ManualClock } from '../contract/harness.ts';
import { follow } from './ending.ts';
import { isOpen, type ModelJob } from './job.ts';
import { World } from './world.ts';

export class Core {
  readonly world = new World();
  readonly clock: ManualClock;
  readonly retention: Retention;

  constructor(clock: ManualClock, retention: Retention) {
    this.clock = clock;
    this.retention = retention;
  }

  /** One operation: what follows from it follows at once. */
  do<T>(body: (world: World) => T): T {
    this.world.hear(this.clock.now());
    const answer = body(this.world);
    follow(this.world);
    return answer;
  }

  open(guid: string): ModelJob | undefined {
    const job = this.world.jobs.get(guid);
    return job !== undefined && isOpen(job) ? job : undefined;
  }
}
