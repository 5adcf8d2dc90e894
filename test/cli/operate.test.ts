// `hero agent ls`, `service`, `group`, `stats`: what they say of a store with an agent that is up, and one that went.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Agent } from '../../src/records/agent.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { daemon, killDaemons } from '../setup/daemon.ts';
import { untilGo, Workplace } from '../setup/hero.ts';
import { makeJob } from '../store/contract/make.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => {
  killDaemons();
  workplace.remove();
});

async function json(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await workplace.hero([...args, '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

test('flags of hero agent reach its subcommands, wherever they stand', async () => {
  const nowhere = ['--store', 'redis://127.0.0.1:1'];
  expect((await workplace.hero(['agent', 'ls', ...nowhere])).code).toBe(7);
  expect((await workplace.hero(['agent', ...nowhere, 'show', 'x'])).code).toBe(7);
  const strange = await workplace.hero(['agent', '--key', 'x', 'ls']);
  expect(strange).toMatchObject({ code: 2, stdout: '' });
  expect(strange.stderr).toContain("unknown option '--key' for ls");
});

describe('a store with agents', () => {
  test('agents, services and numbers are shown', async () => {
    const gone = daemon(workplace, ['agent', '--key', 'a', '--name', 'alpha']);
    const up = daemon(workplace, ['agent', '--key', 'b', '--name', 'beta', '--address', '10.0.0.2']);
    const { agent: key } = await gone.says('agent started');
    await up.says('agent started');
    gone.child.kill('SIGKILL');
    await gone.end;
    const runner = daemon(workplace, ['runner']);
    await runner.says('runner started');
    const run = ['run', '--remote', '-e', "!!core.echo text:'hi' job.agents:beta", '-e', '!!osal.exec cmd:false'];
    const followed = await workplace.hero(run);
    expect(followed.code).toBe(1);
    expect(followed.stdout).toContain('running agent=beta\n');
    const jobs = await workplace.hero(['job', 'ls', '--all']);
    expect(jobs.stdout).toMatch(/ok +#1 +core\.echo +text:hi +beta /);
    const [{ guid }] = (await json('job', 'ls', '--all')) as [{ guid: string }];
    expect((await workplace.hero(['job', 'get', guid])).stdout).toMatch(/agent +beta\n/);
    expect((await workplace.hero(['job', 'watch', guid])).stdout).toContain('agent=beta');

    expect(await json('agent', 'ls')).toMatchObject([
      { name: 'beta', state: 'up', jobs: 0, signature: 'good', record: { address: '10.0.0.2' } },
      { name: 'alpha', state: 'gone', processes: [], pubkey: key },
    ]);
    const list = await workplace.hero(['agent', 'ls']);
    expect(list.stdout).toMatch(/beta +up +0 +1 +core osal http +10\.0\.0\.2:9999 +now/);
    const page = await workplace.hero(['agent', 'show', 'alpha']);
    expect(page.stdout).toMatch(/state +gone\n/);
    expect(page.stdout).toContain('core: echo sleep');
    const typo = await workplace.hero(['agent', 'show', 'bta']);
    expect(typo.code).toBe(2);
    expect(typo.stderr).toContain('there is no agent bta');
    expect(typo.stderr).toContain('beta');

    expect(await json('service', 'ls')).toMatchObject(
      ['core', 'http', 'osal'].map((actor) => ({ service: { actor }, agents: [{ up: false }, { up: true }] })),
    );
    expect((await workplace.hero(['service', 'ls'])).stdout).toMatch(/osal +exec +1 of 2 +everyone/);
    expect((await workplace.hero(['service', 'show', 'osal'])).stdout).toMatch(
      /agents +alpha \S+ not up\n +beta \S+ up/,
    );
    expect((await workplace.hero(['service', 'show', 'osla'])).stderr).toContain('osal');

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
    expect((await workplace.hero(['stats'])).stdout).toMatch(
      /last minute +2 ended, 1 failed, half of them within [\d.]+m?s/,
    );
  });

  test('the agent of a run is down when the run is over', async () => {
    expect((await workplace.hero(['run', '-e', '!!core.echo text:hi'])).code).toBe(0);
    expect(await json('agent', 'ls')).toMatchObject([
      { name: 'local agent of hero run', state: 'down', processes: [] },
    ]);
    expect((await workplace.hero(['agent', 'show', ''])).stderr).toContain('no agent is named\n');
  });

  test('an agent whose record says only what it must is shown like others', async () => {
    expect((await workplace.hero(['run', '-e', '!!core.echo text:hi'])).code).toBe(0);
    const store = openSqliteStore(workplace.storePath);
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
    for (const command of commands) expect(await workplace.hero(command)).toMatchObject({ code: 0, stderr: '' });
  });

  test('a store that may take nothing is no limit', async () => {
    const { code, stderr } = await workplace.hero(['limit', 'set', 'store', '0']);
    expect(code).toBe(2);
    expect(stderr).toContain('0 is no amount of storage');
  });

  test('a limit on the store below what it has is set, and doubted', async () => {
    expect((await workplace.hero(['run', '-e', '!!core.echo text:hi'])).code).toBe(0);
    const { code, stderr } = await workplace.hero(['limit', 'set', 'store', '10']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^store: at most 10 B\nit takes \S+ [KM]iB already, so it refuses jobs until it is below; /);
    expect(await workplace.hero(['limit', 'set', 'store', '10GB'])).toMatchObject({
      stderr: 'store: at most 10.0 GiB\n',
    });
  });

  test('a limit on an actor that nobody has offered is set, and doubted', async () => {
    expect((await workplace.hero(['run', '-e', '!!core.echo text:hi'])).code).toBe(0);
    expect(await workplace.hero(['limit', 'set', 'actor:core', '2'])).toMatchObject({
      code: 0,
      stderr: 'actor:core: at most 2 jobs at the same time\n',
    });
    const typo = await workplace.hero(['limit', 'set', 'actor:cores', '2']);
    expect(typo.code).toBe(0);
    expect(typo.stderr).toContain('nobody has offered the actor cores in this store so far; did you mean core?\n');
  });

  test('an agent that is drained takes nothing until it is told to', async () => {
    const agent = daemon(workplace, ['agent', '--name', 'alpha']);
    await agent.says('agent started');
    const run = ['run', '--remote', '-e', '!!core.echo text:hi'];
    const busy = workplace.hero(['run', '--remote', '-e', `!!osal.exec cmd:'${untilGo}'`]);
    await agent.says('job begins');
    const [{ guid }] = (await json('job', 'ls')) as [{ guid: string }];
    expect((await workplace.hero(['job', 'why', guid])).stdout).toMatch(
      /^running on agent alpha for .* its process has a lease/,
    );
    const told = await workplace.hero(['agent', 'drain', 'alpha']);
    expect(told.stdout).toBe('alpha takes no more jobs; it runs 1 job now\n');
    await agent.says('agent takes no more jobs');
    expect(await json('agent', 'ls')).toMatchObject([{ state: 'draining', record: { status: { status: 'halted' } } }]);
    const refused = await workplace.hero(run);
    expect(refused.stderr).toContain('no agent that is up offers core.echo');
    expect(refused.stderr).toMatch(
      /alpha \([0-9a-f]{8}\) .* no more jobs: hero agent drain alpha --off {2}changes that/,
    );
    workplace.write('go', '');
    expect((await busy).code).toBe(0);
    const again = await workplace.hero(['job', 'retry', guid, '--remote']);
    expect(again.stderr).toContain('no agent that is up offers osal.exec');
    expect(again.stderr).toContain('hero agent drain alpha --off');
    await workplace.hero(['agent', 'drain', 'alpha', '--off']);
    await agent.says('agent takes jobs again');
    expect((await workplace.hero(run)).code).toBe(0);
    expect((await workplace.hero(['agent', 'drain', 'nobody'])).code).toBe(2);
  });

  test('why says what the agent is doing in whose inbox a job waits', async () => {
    const agent = daemon(workplace, ['agent', '--name', 'alpha', '--concurrency', '1']);
    await agent.says('agent started');
    const script = "!!osal.exec cmd:'sleep 30' job.agents:alpha\n!!core.echo text:hi job.agents:alpha job.after:''";
    await workplace.hero(['run', '--remote', '--detach', '-e', script]);
    await agent.says('job begins');
    const jobs = (await json('job', 'ls')) as { guid: string; action: string }[];
    const why = async (wanted = 'echo') =>
      (await workplace.hero(['job', 'why', jobs.find(({ action }) => action === wanted)?.guid ?? ''])).stdout;
    expect(await why()).toMatch(/^in the inbox of agent alpha at position 1; .*; it has 1 other job now\n$/);
    await workplace.hero(['agent', 'drain', 'alpha']);
    const then = 'the job names it and waits until it takes jobs again; in \\d+ s the job is given up';
    expect(await why()).toMatch(new RegExp(`; it is drained: ${then}\\n$`));
    agent.child.kill('SIGKILL');
    await expect.poll(() => why(), { timeout: 20_000 }).toMatch(new RegExp(`; no process of it is up: ${then}\\n$`));
    expect(await why('exec')).toMatch(
      /^running on agent alpha .*; no process of it is up: a hero runner, or .* again\n$/,
    );
  });

  test('why says whose turn it is when the agent that has gone does not come back', async () => {
    const [alpha, beta] = ['alpha', 'beta'].map((name) => daemon(workplace, ['agent', '--key', name, '--name', name]));
    for (const agent of [alpha, beta]) await agent?.says('agent started');
    alpha?.child.kill('SIGTERM');
    expect((await alpha?.end)?.code).toBe(0);
    await workplace.hero(['run', '--remote', '--detach', '-e', "!!core.echo text:hi job.agents:'alpha,beta'"]);
    const [{ guid }] = (await json('job', 'ls')) as [{ guid: string }];
    expect((await workplace.hero(['job', 'why', guid])).stdout).toMatch(
      /^in the inbox of agent alpha .*; no process of it is up: .*; in \d+ s it is the turn of beta\n$/,
    );
  });

  test('an agent that has gone for good is forgotten', async () => {
    const alpha = daemon(workplace, ['agent', '--key', 'alpha', '--name', 'alpha']);
    const { agent: key } = await alpha.says('agent started');
    workplace.write(
      'nightly.hero',
      '!!schedule.define name:nightly cron:@daily tz:UTC\n!!core.echo text:hi job.agents:alpha\n',
    );
    expect((await workplace.hero(['run', 'nightly.hero'])).code).toBe(0);
    await workplace.hero(['agent', 'drain', 'alpha']);
    await workplace.hero(['run', '--remote', '--detach', '-e', '!!core.echo text:hi job.agents:alpha']);
    const [{ guid }] = (await json('job', 'ls')) as [{ guid: string }];
    const refused = await workplace.hero(['agent', 'rm', 'alpha']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('agent alpha is up\n');
    alpha.child.kill('SIGTERM');
    await alpha.end;
    workplace.write('own/disk/usage', '#!/bin/sh\n', 0o755);
    const second = daemon(workplace, ['agent', '--key', 'other', '--name', 'alpha', '--actors', 'own']);
    await second.says('agent started');
    // Of two with this name it is the one that is not there.
    const removed = await workplace.hero(['agent', 'rm', 'alpha']);
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
    expect((await workplace.hero(['agent', 'rm', 'alpha'])).stderr).toContain('there is no agent alpha');
    const back = daemon(workplace, ['agent', '--key', 'alpha', '--name', 'alpha']);
    await back.says('agent started');
    expect(await json('agent', 'ls')).toMatchObject([{ pubkey: key, state: 'up' }, {}]);
  });

  test('ended jobs are removed when somebody says so', async () => {
    await workplace.hero(['run', '--keep-going', '-e', '!!core.echo text:hi', '-e', '!!osal.exec cmd:false']);
    expect((await workplace.hero(['job', 'ls', '--all'])).stdout).toMatch(/ok +#1 +core\.echo +text:hi +local /);
    expect((await workplace.hero(['job', 'prune'])).code).toBe(2);
    expect((await workplace.hero(['job', 'prune', '--older', '1s', '--state', 'running'])).code).toBe(2);
    expect(await json('job', 'prune', '--older', '1h')).toEqual({ pruned: 0 });
    const prune = async () => (await workplace.hero(['job', 'prune', '--older', '1s', '--state', 'error'])).stdout;
    await expect.poll(prune).toBe('1 job removed\n');
    expect(await json('job', 'ls', '--all')).toMatchObject([{ status: { status: 'ok' } }]);
    expect(await json('job', 'prune', '--older', '1s')).toEqual({ pruned: 1 });
  });

  test('more of them than are removed at once', async () => {
    const longAgo = { now: () => Date.now() - 60_000, tick: () => performance.now() };
    const store = openSqliteStore(workplace.storePath, { clock: longAgo });
    const jobs = Array.from({ length: 150 }, (_, i) => makeJob(`j${i}`));
    await store.submit(jobs.map((job) => ({ job, trail: {} })));
    for (const { guid } of jobs) await store.cancel(guid, 'no need');
    await store.close();
    expect(await json('job', 'prune', '--older', '1s')).toEqual({ pruned: 150 });
  });

  test('a job that named an agent goes to it again, without what it needed', async () => {
    const agent = daemon(workplace, ['agent', '--name', 'alpha']);
    await agent.says('agent started');
    const script = '!!core.echo text:first\n!!core.fail message:no job.agents:alpha';
    await workplace.hero(['run', '--remote', '-e', script]);
    await expect.poll(() => json('job', 'prune', '--older', '1s', '--state', 'ok')).toEqual({ pruned: 1 });
    const [{ guid }] = (await json('job', 'ls', '--all')) as [{ guid: string }];
    const again = await workplace.hero(['job', 'retry', guid, '--json']);
    expect(again.code, again.stdout + again.stderr).toBe(1);
    expect(JSON.parse(again.stdout).outcome).toMatchObject({ outcome: 'failed', message: 'no', retry_of: guid });
  });

  test('groups are shown', async () => {
    await workplace.hero(['run', '-e', '!!core.echo text:hi']);
    const store = openSqliteStore(workplace.storePath);
    await store.putGroup({ guid: 'ops', name: 'Operators', description: 'on call', members: ['dev', 'f'.repeat(64)] });
    await store.close();
    expect((await workplace.hero(['group', 'ls'])).stdout).toMatch(/ops +Operators +2 +on call/);
    expect((await workplace.hero(['group', 'show', 'Operators'])).stdout).toContain('f'.repeat(64));
    expect((await workplace.hero(['group', 'show', 'opps'])).stderr).toContain('ops');
  });
});
