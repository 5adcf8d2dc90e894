// Those who listen to the events of a store, and events as a store keeps them: what is usual is left out.

import type { JobEvent } from './parts/feed.ts';

export interface Listener {
  call: (events: JobEvent[]) => void;
  /** Hears of what comes after this number. */
  after: number;
}

/** A listener may end its subscription, or begin another one, while it is told. */
export function deliver(listeners: ReadonlySet<Listener>, events: JobEvent[]): void {
  for (const { call, after } of [...listeners]) {
    const fresh = (events[0]?.seq ?? 0) > after ? events : events.filter((event) => event.seq > after);
    if (fresh.length > 0) callSafely(call, fresh);
  }
}

/** A fault of one listener must not keep the events from the others; it surfaces as an uncaught error. */
function callSafely(call: Listener['call'], events: JobEvent[]): void {
  try {
    call(events);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** `big`: its result is too long to be kept twice, and is read from its job. */
export type StoredEvent = Pick<JobEvent, 'guid' | 'path'> & Partial<JobEvent> & { big?: true };

/** `result`: of its job, when it is big. */
export function toEvent({ big, path, ...event }: StoredEvent, seq: number, at: number, result: unknown): JobEvent {
  return {
    seq,
    at,
    run: null,
    agent: null,
    attempt: 0,
    outcome: null,
    ignored: false,
    code: 0,
    message: '',
    result: big === true ? result : null,
    ...event,
    path: [...path],
  };
}
