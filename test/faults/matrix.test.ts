// A short part of scripts/test-faults: agents, runner, programs and the server die while jobs run.

import { expect, test } from 'vitest';
import { kinds } from '../../scripts/fault-matrix/kinds.ts';
import { play } from '../../scripts/fault-matrix/play.ts';
import { isBroken } from '../../scripts/fault-matrix/verdict.ts';
import { describeWithRedis } from '../setup/with-redis.ts';

/** The same each time, as far as processes allow; `scripts/test-faults` takes others. */
const seed = Number(process.env.HERO_SEED ?? 1);

describeWithRedis('faults', () => {
  test.concurrent.each(['kill-agent', 'kill-redis'])(
    '%s keeps every promise',
    async (name) => {
      const kind = kinds.find((kind) => kind.name === name);
      if (kind === undefined) throw new Error(`there is no kind ${name}`);
      // Agents whose death is seen at once, so that no lease has to end.
      const near = { ...kind, crew: { near: 2, far: 0, runners: 1 } };
      const verdict = await play(near, { seed, jobs: 150, seconds: 4, times: 0, keep: false });
      expect(isBroken(verdict), JSON.stringify(verdict)).toBe(false);
      expect(verdict.jobs).toBeGreaterThanOrEqual(150);
      expect(verdict.faults).toBeGreaterThan(0);
      // Most of it is the start of processes.
    },
    120_000,
  );
});
