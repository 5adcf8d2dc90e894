// The feed on Redis: events from the stream that the functions write, work from markers beside the inboxes.

import type { FeedStore } from '../../parts/feed.ts';
import type { Core } from '../core.ts';

export function feedStore({ feed, waiting }: Core): FeedStore {
  return {
    subscribe: (listener) => feed.subscribe(listener),
    waitForWork: (agent, lanes, ms, options) => waiting.waitForWork(agent, lanes, ms, options),
  };
}
