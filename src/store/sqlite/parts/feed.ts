// The feed of the embedded store: events and work, of this process at once, of others when the file has changed.

import type { FeedStore } from '../../parts/feed.ts';
import type { Core } from '../core.ts';

export function feedStore({ feed }: Core): FeedStore {
  return {
    subscribe: (listener) => feed.subscribe(listener),
    waitForWork: (agent, lanes, ms, signal) => feed.waitForWork(agent, lanes, ms, signal),
  };
}
