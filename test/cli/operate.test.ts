// `hero agent ls`, `service`, `group`, `stats`: what they say of a store with an agent that is up, and one that went.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Agent } from '../../src/records/agent.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { daemon, killDaemons } from '../setup/daemon.ts';
import { untilGo, Workplace } from '../setup/hero.ts';
import { makeJob } from '../store/contract/make.ts';

let place: Workplace;
beforeEach(() => {
  place = new Workplace();
});
afterEach(() => {
  killDaemons();
  place.remove();
});

async function json(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await place.hero([...args, '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

test('flags of hero agent reach its subcommands, wherever they stand', async () => {
  const nowhere = ['--store', 'redis://127.0.0.1:1'];
  expect((await place.hero(['agent', 'ls', ...nowhere])).code).toBe(7);
  expect((await place.hero(['agent', ...nowhere, 'show', 'x'])).code).toBe(7);
  const strange = await place.hero(['agent', '--key', 'x', 'ls']);
  expect(strange).toMatchObject({ code: 2, stdout: '' });
  expect(strange.stderr).toContain("unknown option '--key' for ls");
});

describe('a store with agents', () => {
  test('agents, services and numbers are shown', async () => {
    const gone = daemon(place, ['agent', '--key', 'a', '--name', 'alpha']);
    const up = daemon(place, ['agent', '--key', 'b', '--name', 'beta', '--address', '10.0.0.2']);
    const { agent: key } = await gone.says('agent started');
    await up.says('agent started');
    gone.child.kill('SIGKILL');
    await gone.end;
    const runner = daemon(place, ['runner']);
    await runner.says('runner started');
    const run = ['run', '--remote', '-e', "!!core.echo text:'hi' job.agents:beta", '-e', '!!osal.exec cmd:false'];
    const followed = await place.hero(run);
    expect(followed.code).toBe(1);
    expect(followed.stdout).toContain('running agent=beta\n');
    const jobs = await place.hero(['job', 'ls', '--all']);
    expect(jobs.stdout).toMatch(/ok +#1 +core\.echo +text:hi +beta /);
    const [{ guid }] = (await json('job', 'ls', '--all')) as [{ guid: string }];
    expect((await place.hero(['job', 'get', guid])).stdout).toMatch(/agent +beta\n/);
    expect((await place.hero(['job', 'watch', guid])).stdout).toContain('agent=beta');

    expect(await json('agent', 'ls')).toMatchObject([
      { name: 'beta', state: 'up', jobs: 0, signature: 'good', record: { address: '10.0.0.2' } },
      { name: 'alpha', state: 'gone', processes: [], pubkey: key },
    ]);
    const list = await place.hero(['agent', 'ls']);
    expect(list.stdout).toMatch(/beta +up +0 +1 +core osal http +10\.0\.0\.2:9999 +now/);
    const page = await place.hero(['agent', 'show', 'alpha']);
    expect(page.stdout).toMatch(/state +gone\n/);
    expect(page.stdout).toContain('core: echo sleep');
    const typo = await place.hero(['agent', 'show', 'bta']);
    expect(typo.code).toBe(2);
    expect(typo.stderr).toContain('there is no agent bta');
    expect(typo.stderr).toContain('beta');

    expect(await json('service', 'ls')).toMatchObject(
      ['core', 'http', 'osal'].map((actor) => ({ service: { actor }, agents: [{ up: false }, { up: true }] })),
    );
    expect((await place.hero(['service', 'ls'])).stdout).toMatch(/osal +exec +1 of 2 +everyone/);
    expect((await place.hero(['service', 'show', 'osal'])).stdout).toMatch(/agents +alpha \S+ not up\n +beta \S+ up/);
    expect((await place.hero(['service', 'show', 'osla'])).stderr).toContain('osal');

    expect(await json('stats')).toMatchObject({
      byState: { ok: 1, error: 1 },
      byOutcome: { ok: 1, failed: 1 },
      minute: { ended: 2, failed: 1 },
      rates_of_newest: null,
      agents: [
        { name: 'beta', state: 'up' },
        { name: 'alpha', state: 'gone' },
      ],
    });
    expect((await place.hero(['stats'])).stdout).toMatch(
      /last minute +2 ended, 1 failed, half of them within [\d.]+m?s/,
    );
  });

  test('the agent of a run is down when the run is over', async () => {
    expect((await place.hero(['run', '-e', '!!core.echo text:hi'])).code).toBe(0);
    expect(await json('agent', 'ls')).toMatchObject([
      { name: 'local agent of hero run', state: 'down', processes: [] },
    ]);
    expect((await place.hero(['agent', 'show', ''])).stderr).toContain('no agent is named\n');
  });

  test('an agent whose record says only what it must is shown like others', async () => {
    expect((await place.hero(['run', '-e', '!!core.echo text:hi'])).code).toBe(0);
    const store = openSqliteStore(place.storePath);
    await store.putAgent({ pubkey: 'c'.repeat(64), services: [{ actor: 'core', actions: [] }] } as unknown as Agent);
    await store.setLimit({ kind: 'agent', name: 'c'.repeat(64), max: 1 });
    await store.close();
    const guid = ((await json('job', 'ls', '--all')) as [{ guid: string }])[0].guid;
    const commands = [
      ['job', 'ls', '--all'],
      ['job', 'get', guid],
      ['limit', 'ls'],
      ['agent', 'ls'],
      ['service', 'ls'],
    ];
    for (const command of commands) expect(await place.hero(command)).toMatchObject({ code: 0, stderr: '' });
  });

  test('a limit on an actor that nobody has offered is set, and doubted', async () => {
    expect((await place.hero(['run', '-e', '!!core.echo text:hi'])).code).toBe(0);
    expect(await place.hero(['limit', 'set', 'actor:core', '2'])).toMatchObject({
      code: 0,
      stderr: 'actor:core: at most 2 jobs at the same time\n',
    });
    const typo = await place.hero(['limit', 'set', 'actor:cores', '2']);
    expect(typo.code).toBe(0);
    expect(typo.stderr).toContain('nobody has offered the actor cores in this store so far; did you mean core?\n');
  });

  test('an agent that is drained takes nothing until it is told to', async () => {
    const agent = daemon(place, ['agent', '--name', 'alpha']);
    await agent.says('agent started');
    const run = ['run', '--remote', '-e', '!!core.echo text:hi'];
    const busy = place.hero(['run', '--remote', '-e', `!!osal.exec cmd:'${untilGo}'`]);
    await agent.says('job begins');
    const [{ guid }] = (await json('job', 'ls')) as [{ guid: string }];
    expect((await place.hero(['job', 'why', guid])).stdout).toMatch(
      /^running on agent alpha for .* its process has a lease/,
    );
    const told = await place.hero(['agent', 'drain', 'alpha']);
    expect(told.stdout).toBe('alpha takes no more jobs; it runs 1 now\n');
    await agent.says('agent takes no more jobs');
    expect(await json('agent', 'ls')).toMatchObject([{ state: 'draining', record: { status: { status: 'halted' } } }]);
    const refused = await place.hero(run);
    expect(refused.stderr).toContain('no agent that is up offers core.echo');
    expect(refused.stderr).toMatch(
      /alpha \([0-9a-f]{8}\) .* no more jobs: hero agent drain alpha --off {2}changes that/,
    );
    place.write('go', '');
    expect((await busy).code).toBe(0);
    const again = await place.hero(['job', 'retry', guid, '--remote']);
    expect(again.stderr).toContain('no agent that is up offers osal.exec');
    expect(again.stderr).toContain('hero agent drain alpha --off');
    await place.hero(['agent', 'drain', 'alpha', '--off']);
    await agent.says('agent takes jobs again');
    expect((await place.hero(run)).code).toBe(0);
    expect((await place.hero(['agent', 'drain', 'nobody'])).code).toBe(2);
  });

  test('why says what the agent is doing in whose inbox a job waits', async () => {
    const agent = daemon(place, ['agent', '--name', 'alpha', '--concurrency', '1']);
    await agent.says('agent started');
    const script = "!!osal.exec cmd:'sleep 30' job.agents:alpha\n!!core.echo text:hi job.agents:alpha job.after:''";
    await place.hero(['run', '--remote', '--detach', '-e', script]);
    await agent.says('job begins');
    const jobs = (await json('job', 'ls')) as { guid: string; action: string }[];
    const why = async (wanted = 'echo') =>
      (await place.hero(['job', 'why', jobs.find(({ action }) => action === wanted)?.guid ?? ''])).stdout;
    expect(await why()).toMatch(/^in the inbox of agent alpha at position 1; .*; it has 1 other job now\n$/);
    await place.hero(['agent', 'drain', 'alpha']);
    const then = 'the job names it and waits until it takes jobs again; in \\d+ s the job is given up';
    expect(await why()).toMatch(new RegExp(`; it is drained: ${then}\\n$`));
    agent.child.kill('SIGKILL');
    await expect.poll(() => why(), { timeout: 20_000 }).toMatch(new RegExp(`; no process of it is up: ${then}\\n$`));
    expect(await why('exec')).toMatch(
      /^running on agent alpha .*; no process of it is up: a hero runner, or .* again\n$/,
    );
  });

  test('why says whose turn it is when the agent that has gone does not come back', async () => {
    const [alpha, beta] = ['alpha', 'beta'].map((name) => daemon(place, ['agent', '--key', name, '--name', name]));
    for (const agent of [alpha, beta]) await agent?.says('agent started');
    alpha?.child.kill('SIGTERM');
    expect((await alpha?.end)?.code).toBe(0);
    await place.hero(['run', '--remote', '--detach', '-e', "!!core.echo text:hi job.agents:'alpha,beta'"]);
    const [{ guid }] = (await json('job', 'ls')) as [{ guid: string }];
    expect((await place.hero(['job', 'why', guid])).stdout).toMatch(
      /^in the inbox of agent alpha .*; no process of it is up: .*; in \d+ s it is the turn of beta\n$/,
    );
  });

  test('an agent that has gone for good is forgotten', async () => {
    const alpha = daemon(place, ['agent', '--key', 'alpha', '--name', 'alpha']);
    const { agent: key } = await alpha.says('agent started');
    place.write(
      'nightly.hero',
      '!!schedule.define name:nightly cron:@daily tz:UTC\n!!core.echo text:hi job.agents:alpha\n',
    );
    expect((await place.hero(['run', 'nightly.hero'])).code).toBe(0);
    await place.hero(['agent', 'drain', 'alpha']);
    await place.hero(['run', '--remote', '--detach', '-e', '!!core.echo text:hi job.agents:alpha']);
    const [{ guid }] = (await json('job', 'ls')) as [{ guid: string }];
    const refused = await place.hero(['agent', 'rm', 'alpha']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('agent alpha is up\n');
    alpha.child.kill('SIGTERM');
    await alpha.end;
    place.write('own/disk/usage', '#!/bin/sh\n', 0o755);
    const second = daemon(place, ['agent', '--key', 'other', '--name', 'alpha', '--actors', 'own']);
    await second.says('agent started');
    // Of two with this name it is the one that is not there.
    const removed = await place.hero(['agent', 'rm', 'alpha']);
    expect(removed).toMatchObject({ code: 0, stdout: '' });
    expect(removed.stderr).toBe(
      `alpha is removed\n1 open job names it: hero job why ${guid.slice(-8)}\nthe schedule nightly names it\n`,
    );
    const agents = (await json('agent', 'ls')) as { name: string; pubkey: string }[];
    expect(agents.map(({ pubkey }) => pubkey)).not.toContain(key);
    second.child.kill('SIGTERM');
    await second.end;
    const pubkey = agents.find(({ name }) => name === 'alpha')?.pubkey ?? '';
    const answer = { removed: pubkey, name: 'alpha', waiting: [], schedules: [], unoffered: ['disk'] };
    expect(await json('agent', 'rm', pubkey.slice(0, 12))).toEqual(answer);
    expect((await place.hero(['agent', 'rm', 'alpha'])).stderr).toContain('there is no agent alpha');
    const back = daemon(place, ['agent', '--key', 'alpha', '--name', 'alpha']);
    await back.says('agent started');
    expect(await json('agent', 'ls')).toMatchObject([{ pubkey: key, state: 'up' }, {}]);
  });

  test('ended jobs are removed when somebody says so', async () => {
    await place.hero(['run', '--keep-going', '-e', '!!core.echo text:hi', '-e', '!!osal.exec cmd:false']);
    expect((await place.hero(['job', 'ls', '--all'])).stdout).toMatch(/ok +#1 +core\.echo +text:hi +local /);
    expect((await place.hero(['job', 'prune'])).code).toBe(2);
    expect((await place.hero(['job', 'prune', '--older', '1s', '--state', 'running'])).code).toBe(2);
    expect(await json('job', 'prune', '--older', '1h')).toEqual({ pruned: 0 });
    const prune = async () => (await place.hero(['job', 'prune', '--older', '1s', '--state', 'error'])).stdout;
    await expect.poll(prune).toBe('1 job removed\n');
    expect(await json('job', 'ls', '--all')).toMatchObject([{ status: { status: 'ok' } }]);
    expect(await json('job', 'prune', '--older', '1s')).toEqual({ pruned: 1 });
  });

  test('more of them than are removed at once', async () => {
    const longAgo = { now: () => Date.now() - 60_000, tick: () => performance.now() };
    const store = openSqliteStore(place.storePath, { clock: longAgo });
    const jobs = Array.from({ length: 150 }, (_, i) => makeJob(`j${i}`));
    await store.submit(jobs.map((job) => ({ job, trail: {} })));
    for (const { guid } of jobs) await store.cancel(guid, 'no need');
    await store.close();
    expect(await json('job', 'prune', '--older', '1s')).toEqual({ pruned: 150 });
  });

  test('a job that named an agent goes to it again, without what it needed', async () => {
    const agent = daemon(place, ['agent', '--name', 'alpha']);
    await agent.says('agent started');
    const script = '!!core.echo text:first\n!!core.fail message:no job.agents:alpha';
    await place.hero(['run', '--remote', '-e', script]);
    await expect.poll(() => json('job', 'prune', '--older', '1s', '--state', 'ok')).toEqual({ pruned: 1 });
    const [{ guid }] = (await json('job', 'ls', '--all')) as [{ guid: string }];
    const again = await place.hero(['job', 'retry', guid, '--json']);
    expect(again.code, again.stdout + again.stderr).toBe(1);
    expect(JSON.parse(again.stdout).outcome).toMatchObject({ outcome: 'failed', message: 'no', retry_of: guid });
  });

  test('groups are shown', async () => {
    await place.hero(['run', '-e', '!!core.echo text:hi']);
    const store = openSqliteStore(place.storePath);
    await store.putGroup({ guid: 'ops', name: 'Operators', description: 'on call', members: ['dev', 'f'.repeat(64)] });
    await store.close();
    expect((await place.hero(['group', 'ls'])).stdout).toMatch(/ops +Operators +2 +on call/);
    expect((await place.hero(['group', 'show', 'Operators'])).stdout).toContain('f'.repeat(64));
    expect((await place.hero(['group', 'show', 'opps'])).stderr).toContain('ops');
  });
});
