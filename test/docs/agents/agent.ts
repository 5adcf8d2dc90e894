// An agent in another language, written from docs/protocol.md, does real jobs: results, errors, cancels, timeouts, lost
// leases. A file for each language, as most of it is waiting.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isFinal, type JobView } from '../../../src/records/outcome.ts';
import type { Store } from '../../../src/store/ports.ts';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { daemon, killDaemons } from '../../setup/daemon.ts';
import { Workplace } from '../../setup/hero.ts';
import { type Redis, startRedis } from '../../setup/redis.ts';
import { until } from '../../setup/until.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';

/** Where they are. */
export const agents = join(import.meta.dirname, '../../../examples/agents');
const first = 'a'.repeat(64);
const second = 'b'.repeat(64);

export interface Language {
  actor: string;
  /** Fails when something it needs is not there. */
  check: string;
  command(redis: Redis, key: string): string[];
}

function isThere({ check }: Language): boolean {
  try {
    execFileSync('sh', ['-c', check], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** An agent in a process group of its own, and what it said. */
class Running {
  readonly child: ChildProcess;
  said = '';

  constructor(command: string[], leaseMs: number) {
    const [program = '', ...args] = command;
    const env = { ...process.env, LEASE_MS: String(leaseMs) };
    this.child = spawn(program, args, { detached: true, env, stdio: ['ignore', 'pipe', 'inherit'] });
    this.child.stdout?.on('data', (text) => {
      this.said += String(text);
    });
  }

  async says(text: string): Promise<void> {
    await until(`it says ${text}`, () => {
      if (this.said.includes(text)) return true;
      if (this.child.exitCode !== null) throw new Error(`it ended without saying ${text}`);
      return false;
    });
  }

  signal(name: NodeJS.Signals): void {
    if (this.child.pid !== undefined) process.kill(-this.child.pid, name);
  }
}

export function testAgent(language: Language): void {
  describeWithRedis(`the agent of ${language.actor}`, () => {
    let redis: Redis;
    let store: Store;
    let workplace: Workplace;
    const running: Running[] = [];
    beforeEach(async () => {
      redis = await startRedis();
      store = await openRedisStore(redis.url);
      workplace = new Workplace();
      workplace.env.HERO_STORE = redis.url;
    });
    afterEach(async () => {
      for (const agent of running.splice(0)) agent.signal('SIGKILL');
      killDaemons();
      await store.close();
      await redis.stop();
      workplace.remove();
    });

    async function start(key: string, leaseMs = 15_000): Promise<Running> {
      const agent = new Running(language.command(redis, key), leaseMs);
      running.push(agent);
      await agent.says('agent started');
      return agent;
    }

    /** As a program does that knows two commands. */
    async function submit(guid: string, action: string, params: object, more: object = {}): Promise<void> {
      const job = { guid, source: 'f'.repeat(64), actor: language.actor, action, params, ...more, status: {} };
      await redis.cli('HSET', 'herorunner:jobs', guid, JSON.stringify(job));
      expect(await redis.cli('FCALL', 'hr_announce', '1', 'herorunner:jobs', guid)).toMatch(/^(taken|known)/);
    }

    function comesTo(what: string, guid: string, fits: (view: JobView) => boolean): Promise<JobView> {
      return until(`${guid} ${what}`, async () => {
        const view = await store.get(guid);
        return view !== undefined && fits(view) && view;
      });
    }
    const ended = (guid: string) => comesTo('has ended', guid, ({ job }) => isFinal(job.status.status));
    const runs = (guid: string, agent: string) =>
      comesTo('runs', guid, ({ job, outcome }) => job.status.status === 'running' && outcome.agent === agent);

    test.skipIf(!isThere(language))('does jobs, fails, is cancelled, times out', async () => {
      const agent = await start(first);
      await daemon(workplace, ['runner']).says('runner started');
      await submit('good', 'upper', { text: 'hi "there"\n$HOME' });
      expect((await ended('good')).outcome).toMatchObject({ outcome: 'ok', result: 'HI "THERE"\n$HOME', agent: first });
      await submit('bad', 'upper', {});
      expect((await ended('bad')).outcome).toMatchObject({
        outcome: 'failed',
        message: expect.stringContaining('text'),
      });
      await submit('secret', 'upper', { text: '${secret.X}' }, { secrets: ['text'], retry: 2 });
      expect((await ended('secret')).outcome).toMatchObject({
        outcome: 'failed',
        attempt: 1,
        message: 'this agent has no secrets',
      });
      await submit('long', 'wait', { seconds: '60' });
      await runs('long', first);
      expect(await store.cancel('long', 'no need')).toBe('requested');
      expect((await ended('long')).outcome).toMatchObject({ outcome: 'cancelled', message: 'no need' });
      await submit('late', 'wait', { seconds: '60' }, { timeout: 1 });
      expect((await ended('late')).outcome).toMatchObject({ outcome: 'timeout' });
      expect(agent.said).not.toContain('taken away');
      expect(await store.inspect()).toEqual([]);
    });

    test.skipIf(!isThere(language))('does what it was given without hearing of it', async () => {
      const agent = await start(first);
      await daemon(workplace, ['runner']).says('runner started');
      const [session] = await store.sessions();
      agent.signal('SIGSTOP');
      await submit('deaf', 'upper', { text: 'heard' }, { agents: [first] });
      // As its own claim would, if its answer were lost on the way.
      await until('its claim brings the job', async () => {
        const claim = ['FCALL', 'hr_claim', '1', 'herorunner:jobs', first, session?.id ?? '', '1', ''];
        return (await redis.cli(...claim)).startsWith('deaf');
      });
      agent.signal('SIGCONT');
      expect((await ended('deaf')).outcome).toMatchObject({ outcome: 'ok', result: 'HEARD', agent: first });
      expect(await store.inspect()).toEqual([]);
    });

    test.skipIf(!isThere(language))('takes no rights away', async () => {
      const acl = { name: 'few', ace: [{ groups: [], agents: [], right: 'write' as const }] };
      const { actor } = language;
      const more = { action: 'more', acl: null, description: 'of another agent', params: {}, params_example: {} };
      const service = { actor, description: 'kept', status: 'ok', acl, actions: [more] };
      await redis.cli('HSET', 'herorunner:services', actor, JSON.stringify(service));
      await start(first);
      const kept = JSON.parse(await redis.cli('HGET', 'herorunner:services', actor));
      expect(kept).toMatchObject({
        actor,
        description: 'kept',
        acl,
        actions: [more, { action: 'upper' }, { action: 'wait' }],
      });
    });

    test.skipIf(!isThere(language))(
      'silent for too long, it loses its job to the next agent, is refused, and notices',
      async () => {
        const silent = await start(first, 3_000);
        // One that is only slow must not lose the job as well.
        const other = await start(second);
        await daemon(workplace, ['runner']).says('runner started');
        await submit('job', 'wait', { seconds: '3' }, { agents: [first, second] });
        await runs('job', first);
        silent.signal('SIGSTOP');
        await runs('job', second);
        const finish = ['FCALL', 'hr_finish', '1', 'herorunner:jobs', 'job', '1', 'ok', '0', '', '"late"', '0'];
        expect(await redis.cli(...finish)).toMatch(/^stale/);
        silent.signal('SIGCONT');
        await silent.says('job was taken away');
        const { outcome } = await ended('job');
        expect(outcome).toMatchObject({ outcome: 'ok', agent: second, attempt: 2 });
        expect(outcome.failed_attempts).toMatchObject([{ attempt: 1, agent: first, outcome: 'lost' }]);
        expect(other.said).not.toContain('taken away');
        // It goes on as before.
        await submit('next', 'upper', { text: 'on' }, { agents: [first] });
        expect((await ended('next')).outcome).toMatchObject({ outcome: 'ok', result: 'ON', agent: first });
        expect(await store.inspect()).toEqual([]);
      },
    );
  });
}
