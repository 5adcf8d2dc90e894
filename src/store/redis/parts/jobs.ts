// Jobs on Redis: taken in, decided about, called off.

import type { AdmitAnswer, CancelAnswer, JobStore } from '../../parts/jobs.ts';
import { toUndecided } from '../answers.ts';
import type { Core } from '../core.ts';
import { submit } from '../submit.ts';

export function jobStore(core: Core): JobStore {
  const { functions } = core;
  return {
    submit: (batch) => submit(core, batch),

    async undecided(limit) {
      return toUndecided((await functions.read('hr_undecided', limit)) as (string | number)[]);
    },

    async admit(guid, { candidates, revision }) {
      return (await functions.tell('hr_admit', guid, revision, ...candidates)) as AdmitAnswer;
    },

    async refuse(guid, outcome, code, message) {
      return (await functions.tell('hr_refuse', guid, outcome, code, message)) === 1;
    },

    async cancel(guid, reason) {
      return (await functions.act('hr_cancel', guid, reason)) as CancelAnswer;
    },

    async cancelWaiting(run, reason) {
      let count = 0;
      let cursor = '';
      do {
        const answer = await functions.act('hr_cancel_run', run, reason, cursor);
        const [cancelled, next] = answer as [number, string];
        count += cancelled;
        cursor = next;
      } while (cursor !== '');
      return count;
    },
  };
}
