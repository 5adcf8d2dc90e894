// `hero runner`, `hero agent` and runs that leave the execution to them, as processes of their own on one file.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processStart } from '../../src/agent/process-start.ts';
import { verifyAgent } from '../../src/identity/agent-record.ts';
import type { Job } from '../../src/records/job.ts';
import type { Store } from '../../src/store/ports.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { type Daemon, daemon, killDaemons } from '../setup/daemon.ts';
import { jsonLines, untilGo, Workplace } from '../setup/hero.ts';
import { until } from '../setup/until.ts';
import { agentA, makeJob } from '../store/contract/make.ts';

let workplace: Workplace;
let store: Store | undefined;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(async () => {
  killDaemons();
  await store?.close();
  store = undefined;
  workplace.remove();
});

async function startAgent(...args: string[]): Promise<Daemon & { key: string }> {
  const agent = daemon(workplace, ['agent', ...args]);
  const { agent: key } = await agent.says('agent started');
  return { ...agent, key: String(key) };
}

async function startRunner(...args: string[]): Promise<Daemon & { url: string }> {
  const runner = daemon(workplace, ['runner', '--http', '127.0.0.1:0', ...args]);
  const { http } = await runner.says('runner started');
  return { ...runner, url: String(http) };
}

function open(): Store {
  store ??= openSqliteStore(workplace.storePath);
  return store;
}

async function endOf(guid: string) {
  return until(`${guid} has ended`, async () => {
    const view = await open().get(guid);
    return view !== undefined && view.outcome.ended_ms !== null && view;
  });
}

/** A job as another program would write it: no decision, no lane. */
async function submit(guid: string, fields: Partial<Job>): Promise<void> {
  const source = (await open().policy()).agents[0]?.pubkey;
  const job = makeJob(guid, { agents: [], actor: 'core', action: 'echo', params: { text: 'hi' }, ...fields });
  if (fields.source === undefined) job.source = await userKey();
  expect(source).toBeDefined();
  expect(await open().submit([{ job, trail: {} }])).toMatchObject({ ok: true });
}

async function userKey(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return (await readFile(join(workplace.dir, 'home/.config/herorunner/keys/user.pub'), 'utf8')).trim();
}

describe('agents and runners as processes', () => {
  test('a run leaves its jobs to an agent and shows lines, results and the order of both', async () => {
    const agent = await startAgent('--name', 'node1');
    const script = [
      "!!core.echo text:'one'",
      "!!osal.exec cmd:'echo line; echo err >&2' job.agents:node1 job.name:x",
      "!!core.echo text:'${job.x.stdout}'",
    ].join('\n');
    const run = await workplace.hero(['run', '--remote', '--json', '-e', script]);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const events = jsonLines(run.stdout);
    const ended = events.filter(({ type, state }) => type === 'job' && state === 'ok');
    expect(ended.map(({ agent }) => agent)).toEqual([agent.key, agent.key, agent.key]);
    const lines = events
      .filter(({ type, n }) => n === 2 && type !== 'diagnostic')
      .map(({ type, line, state }) => (line && type === 'log' ? line : state));
    expect(lines).toContain('line');
    expect(lines.indexOf('line')).toBeLessThan(lines.indexOf('ok'));
    expect(events.find(({ type, n }) => type === 'log' && n === 3)).toMatchObject({ line: 'line' });
    const record = (await open().policy()).agents.find(({ pubkey }) => pubkey === agent.key);
    expect(record).toMatchObject({ description: 'node1', status: { status: 'ok' } });
    expect(await verifyAgent(record)).toEqual({ ok: true });
  });

  test('jobs of other programs are admitted or refused with a reason', async () => {
    await startAgent();
    const runner = await startRunner();
    await submit('good', {});
    await submit('nobody', { actor: 'nothing', action: 'there' });
    await submit('stranger', { source: 'e'.repeat(64), actor: 'nothing' });
    expect((await endOf('good')).outcome).toMatchObject({ outcome: 'ok', result: 'hi' });
    expect((await endOf('nobody')).outcome.outcome).toBe('denied');
    expect((await endOf('stranger')).outcome.message).toContain('denied');
    await open().setLimit({ kind: 'actor', name: 'core', max: 3 });
    const metrics = await (await fetch(`${runner.url}/metrics`)).text();
    expect(metrics).toContain('herorunner_store_max_bytes 0');
    expect(metrics).toContain('herorunner_limit_held{limit="actor:core"} 0');
    expect(metrics).toContain('herorunner_jobs_ended_total{outcome="ok"} 1');
    expect(metrics).toContain('herorunner_jobs{state="error"} 2');
    expect((await fetch(`${runner.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${runner.url}/readyz`)).status).toBe(200);
    runner.child.kill('SIGTERM');
    expect((await runner.end).code).toBe(0);
  });

  test('an agent with the name of another one is told, when it starts and in the list', async () => {
    const first = await startAgent('--key', 'a', '--name', 'node1');
    const second = daemon(workplace, ['agent', '--key', 'b', '--name', 'node1']);
    expect(await second.says('another agent has this name')).toMatchObject({ name: 'node1', keys: first.key });
    await second.says('agent started');
    expect((await workplace.hero(['agent', 'ls'])).stderr).toContain('2 agents are called node1');
  });

  test('a name means the agent that is there, whoever had it before', async () => {
    const names = ['a', 'b', 'c'];
    for (const key of names) {
      const agent = await startAgent('--key', key, '--name', 'node1');
      const run = await workplace.hero(['run', '--remote', '--json', '-e', '!!core.echo text:hi job.agents:node1']);
      expect(run.code, run.stdout + run.stderr).toBe(0);
      expect(jsonLines(run.stdout).find(({ state }) => state === 'ok')?.agent).toBe(agent.key);
      expect((await workplace.hero(['agent', 'show', 'node1'])).code).toBe(0);
      // In order, and without a word.
      agent.child.kill(key === 'a' ? 'SIGTERM' : 'SIGKILL');
      await agent.end;
    }
  });

  test('two agents share the jobs; those of a killed process run again elsewhere', async () => {
    const [first, second] = await Promise.all([startAgent('--key', 'a'), startAgent('--key', 'b')]);
    await startRunner();
    const script = `!!osal.exec cmd:'${untilGo}' job.after:''\n`.repeat(6);
    const run = workplace.hero(['run', '--remote', '--json', '-e', script]);
    await until('all six run', async () => (await open().list({ states: ['running'], limit: 10 })).length === 6);
    const running = await open().list({ states: ['running'], limit: 10 });
    const counts = [first, second].map(({ key }) => running.filter(({ outcome }) => outcome.agent === key).length);
    expect(counts).toEqual([3, 3]);
    first.child.kill('SIGKILL');
    workplace.write('go', '');
    const { code, stdout } = await run;
    expect(code, stdout).toBe(0);
    expect(jsonLines(stdout).find(({ type }) => type === 'job')).toMatchObject({ tries: 2 });
    const views = await open().list({ states: ['ok'], limit: 10 });
    expect(views.map(({ outcome }) => outcome.agent)).toEqual(Array(6).fill(second.key));
    expect(views.filter(({ outcome }) => outcome.attempt === 2)).toHaveLength(3);
  });

  test('a process that has died here is missed long before its lease ends, one of another machine is not', async () => {
    await startRunner();
    const child = spawn('sleep', ['600'], { stdio: 'ignore' });
    const pid = child.pid ?? 0;
    const process = { pid, processStart: processStart(pid) ?? '', agent: agentA, lanes: [''], run: null };
    for (const [id, host] of [
      ['here', hostname()],
      ['there', 'elsewhere'],
    ] as const) {
      await open().openSession({ id, host, ...process }, 3_600_000);
    }
    const admission = { candidates: [agentA], revision: await open().revision() };
    await open().submit([{ job: makeJob('j', { agents: [agentA] }), trail: {}, admission }]);
    expect(await open().claim({ agent: agentA, session: 'here', lanes: [''], max: 1 })).toHaveLength(1);
    child.kill('SIGKILL');
    const sessions = async () => (await open().sessions()).map(({ id }) => id);
    await until('it is missed', async () => !(await sessions()).includes('here'));
    expect(await sessions()).toEqual(['there']);
    expect((await open().get('j'))?.job.status.status).toBe('scheduled');
  });

  test('of two processes of an agent the last one that ends leaves its record down', async () => {
    const two = [await startAgent('--key', 'a'), await startAgent('--key', 'a')];
    const left: (string | undefined)[] = [];
    for (const { child, end } of two) {
      child.kill('SIGTERM');
      await end;
      left.push((await open().policy()).agents[0]?.status.status);
    }
    expect(left).toEqual(['ok', 'down']);
  });

  // 30 days are more than a timer can wait.
  test.each(['30s', '30d'])(
    'an agent that drains (--grace %s) ends its jobs first, leaves its record down and is quick after the last',
    async (grace) => {
      const agent = await startAgent('--grace', grace);
      const run = workplace.hero(['run', '--remote', '-e', `!!osal.exec cmd:'${untilGo}'`]);
      await agent.says('job begins');
      agent.child.kill('SIGTERM');
      await agent.says('agent drains');
      workplace.write('go', '');
      const { time } = await agent.says('job ended');
      const { code } = await agent.end;
      expect(code).toBe(0);
      expect(Date.now() - Number(time)).toBeLessThan(1_000);
      expect((await run).code).toBe(0);
      const [record] = (await open().policy()).agents;
      expect(record?.status.status).toBe('down');
      expect(await verifyAgent(record)).toEqual({ ok: true });
    },
  );

  test('a second signal gives back at once, uncounted, what still runs', async () => {
    const agent = await startAgent('--key', 'a');
    const run = workplace.hero([
      'run',
      '--remote',
      '-e',
      "!!osal.exec cmd:'test -e again || { touch again; sleep 60; }'",
    ]);
    await agent.says('job begins');
    await until('the command has left its mark', () => existsSync(join(workplace.dir, 'again')));
    agent.child.kill('SIGTERM');
    await agent.says('agent drains');
    agent.child.kill('SIGINT');
    expect((await agent.end).code).toBe(0);
    await startAgent('--key', 'a');
    expect((await run).code).toBe(0);
    const [view] = await open().list({ states: ['ok'], limit: 1 });
    expect(view?.outcome.attempt).toBe(1);
  });

  test('a run says that no agent is up, and which was', async () => {
    const nobody = await workplace.hero(['run', '--remote', '-e', '!!core.echo text:hi']);
    expect(nobody.code).toBe(3);
    expect(nobody.stderr).toContain('no agent that is up offers core.echo');
    const agent = await startAgent('--name', 'node7');
    agent.child.kill('SIGTERM');
    await agent.end;
    const gone = await workplace.hero(['run', '--remote', '-e', '!!core.echo text:hi']);
    expect(gone.stderr).toMatch(/node7 \([0-9a-f]{8}\) offers it, but ended \d+ s ago/);
    const waiting = await workplace.hero([
      'run',
      '--remote',
      '--timeout',
      '7s',
      '-e',
      '!!core.echo text:hi job.agents:node7',
    ]);
    expect(waiting.code).toBe(124);
    expect(waiting.stdout + waiting.stderr).toContain('nobody has taken #1 yet: in the inbox of agent');
  });

  test('an agent on another machine is not up when its lease is over', async () => {
    const { child, end, key } = await startAgent('--name', 'far');
    child.kill('SIGKILL');
    await end;
    const session = { id: 's', agent: key, lanes: [''], run: null, host: 'elsewhere', pid: 1, processStart: '1' };
    await open().openSession(session, 1);
    const ofThere = async () => (await open().sessions()).find(({ id }) => id === 's');
    await until('its lease is over', async () => (await open().now()) > ((await ofThere())?.expiresAt ?? 0));
    const nobody = await workplace.hero(['run', '--remote', '-e', '!!core.echo text:hi']);
    expect(nobody.code).toBe(3);
    expect(nobody.stderr).toMatch(/far \([0-9a-f]{8}\) offers it, but was last seen \d+ s ago/);
  });

  test('mistakes of the command line are told', async () => {
    const bad = await workplace.hero(['runner', '--http', 'everywhere']);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain("'everywhere' is not an address to listen on");
    const strange = await workplace.hero(['runner', '--http', '192.0.2.1:9090']);
    expect(strange).toMatchObject({ code: 2, stderr: expect.stringContaining('does not have that address\n') });
    const unknown = await workplace.hero(['runner', '--http', 'no-such-host.invalid:9090']);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('no address of that host is known\n') });
    expect((await workplace.hero(['agent', '--name', 'two words'])).code).toBe(2);
    const port = await workplace.hero(['agent', '--port', '99999']);
    expect(port).toMatchObject({ code: 2, stderr: expect.stringContaining('a whole number from 1 to 65535') });
    expect((await workplace.hero(['run', '--local', '--remote', '-e', '!!core.echo text:hi'])).code).toBe(2);
    expect((await workplace.hero(['runner', '--until-idle'])).code).toBe(2);
    // Without a store it would end in another way.
    const nowhere = ['--store', 'redis://127.0.0.1:1'];
    const typo = await workplace.hero(['runner', '--root', `${'a'.repeat(64)},${'b'.repeat(63)}`, ...nowhere]);
    expect(typo).toMatchObject({ code: 2, stderr: expect.stringContaining('64 hex digits') });
  });
});
