// A place to work in whose store is a Redis of its own.

import { killDaemons } from './daemon.ts';
import { Workplace } from './hero.ts';
import { type Redis, startRedis } from './redis.ts';

export interface PlaceOnRedis {
  place: Workplace;
  redis: Redis;
  /** Ends daemons of the place, and the server. */
  remove(): Promise<void>;
}

export async function placeOnRedis(): Promise<PlaceOnRedis> {
  const place = new Workplace();
  const redis = await startRedis();
  place.env.HERO_STORE = redis.url;
  return {
    place,
    redis,
    async remove() {
      killDaemons();
      await redis.stop();
      place.remove();
    },
  };
}
