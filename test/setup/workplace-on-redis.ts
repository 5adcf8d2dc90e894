// A place to work in whose store is a Redis of its own.

import { killDaemons } from './daemon.ts';
import { Workplace } from './hero.ts';
import { type Redis, startRedis } from './redis.ts';

export interface WorkplaceOnRedis {
  workplace: Workplace;
  redis: Redis;
  /** Ends its daemons, and the server. */
  remove(): Promise<void>;
}

export async function workplaceOnRedis(): Promise<WorkplaceOnRedis> {
  const workplace = new Workplace();
  const redis = await startRedis();
  workplace.env.HERO_STORE = redis.url;
  return {
    workplace,
    redis,
    async remove() {
      killDaemons();
      await redis.stop();
      workplace.remove();
    },
  };
}
