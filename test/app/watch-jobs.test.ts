// Jobs that are watched while another process executes them.

import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveSettings } from '../../src/app/settings.ts';
import { watchJobs } from '../../src/app/use-cases/watch-jobs.ts';
import { daemon } from '../setup/daemon.ts';
import { untilGo, Workplace } from '../setup/hero.ts';
import { describeWithRedis } from '../setup/with-redis.ts';
import { workplaceOnRedis } from '../setup/workplace-on-redis.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

/** Looks without giving way to anything else in this process. */
function waitForEnd(guid: string): void {
  const file = new DatabaseSync(workplace.storePath, { readOnly: true });
  const state = file.prepare('select state from job where guid = ?');
  while (state.get(guid)?.state !== 'ok') {}
  file.close();
}

test('the end is told of a job that ends before anything is heard of it', async () => {
  const { end, events } = await workplace.startRun(`!!osal.exec cmd:'while [ ! -e go ]; do sleep 0.02; done'\n`);

  const told: string[] = [];
  const settings = resolveSettings({}, workplace.env, workplace.dir);
  const answer = await watchJobs(
    settings,
    { name: String(events[0]?.run), reveal: false },
    {
      onChange({ job }) {
        told.push(job.status.status);
        if (told.length > 1) return;
        workplace.write('go', '');
        waitForEnd(job.guid);
      },
      onNotice() {},
    },
    new AbortController().signal,
  );
  expect(told).toEqual(['running', 'ok']);
  expect(answer).toMatchObject({ ok: true, value: [{ job: { status: { status: 'ok' } } }] });
  expect((await end).code).toBe(0);
});

describeWithRedis('on Redis', () => {
  test('what is read before it is heard of is told once', async () => {
    const { workplace: there, remove } = await workplaceOnRedis();
    try {
      await daemon(there, ['agent']).says('agent started');
      const lines = '!!core.echo text:hi\n'.repeat(100);
      const { end, events } = await there.startRun(`!!osal.exec cmd:'${untilGo}'\n${lines}`);
      const told: string[] = [];
      const answer = await watchJobs(
        resolveSettings({}, there.env, there.dir),
        { name: String(events[0]?.run), reveal: false },
        {
          onChange(view) {
            told.push(JSON.stringify(view));
            if (told.length === 101) there.write('go', '');
          },
          onNotice() {},
        },
        new AbortController().signal,
      );
      expect(answer.ok).toBe(true);
      expect(told.length).toBeGreaterThanOrEqual(202);
      expect(told.filter((text, i) => told.indexOf(text) < i)).toEqual([]);
      expect((await end).code).toBe(0);
    } finally {
      await remove();
    }
  });
});
