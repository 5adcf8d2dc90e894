// The feed of the embedded store: events and work, of this process at once, of others when the file has changed.

import type { FeedStore } from '../../parts/feed.ts';
import type { Core } from '../core.ts';

export function feedStore({ feed }: Core): FeedStore {
  return {
    subscribe: (listener) => feed.subscribe(listener),
    async waitForWork(agent, lanes, ms, options) {
      await feed.waitForWork(agent, lanes, ms, options?.signal);
      // Here a claim takes less time than to hand a job over, and than to know more.
      return 'perhaps';
    },
  };
}
