// What an action is given when it runs, with a record of what it said.

import type { ActionContext, JobIdentity } from '../../src/actors/actor.ts';

export interface Trial {
  context: ActionContext;
  /** `stream: text`, in order. */
  lines: string[];
  progress: [number | null, string | undefined][];
  abort(reason?: unknown): void;
  /** Settles when a line has this text. */
  said(text: string): Promise<void>;
}

export const trialJob: JobIdentity = {
  guid: '01900000-0000-7000-8000-000000000001',
  fence: 7,
  attempt: 2,
  source: 'ab'.repeat(32),
  circle: 'prod',
  context: 'web',
  debug: false,
};

export function startTrial(job: Partial<JobIdentity> = {}): Trial {
  const controller = new AbortController();
  const lines: string[] = [];
  const progress: Trial['progress'] = [];
  const waiting: { text: string; resolve: () => void }[] = [];
  const hear = () => {
    for (const one of waiting) if (lines.some((line) => line.includes(one.text))) one.resolve();
  };
  return {
    context: {
      signal: controller.signal,
      log: (line, stream = 'log') => {
        lines.push(`${stream}: ${line}`);
        hear();
      },
      progress: (percent, message) => progress.push([percent, message]),
      job: { ...trialJob, ...job },
    },
    lines,
    progress,
    abort: (reason) => controller.abort(reason),
    said: (text) =>
      new Promise((resolve) => {
        waiting.push({ text, resolve });
        hear();
      }),
  };
}

/** Text of the error a promise rejects with; fails when it does not. */
export async function failureOf(
  promise: Promise<unknown>,
): Promise<{ message: string; code?: number; result?: unknown; retry?: unknown }> {
  try {
    const value = await promise;
    throw new TypeError(`no failure, but ${JSON.stringify(value)}`);
  } catch (error) {
    if (error instanceof TypeError && error.message.startsWith('no failure')) throw error;
    return error as { message: string; code?: number; result?: unknown };
  }
}
