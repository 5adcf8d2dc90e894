// Secrets from a script to an action, with real processes on both stores: the action gets them, and nothing else does.

import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isFinal } from '../../src/records/outcome.ts';
import { daemon, killDaemons } from '../setup/daemon.ts';
import { jsonLines, Workplace } from '../setup/hero.ts';
import { type Redis, startRedis } from '../setup/redis.ts';
import { until } from '../setup/until.ts';
import { describeWithRedis } from '../setup/with-redis.ts';

const value = 'correct-horse/"battery", staple';
/** Exits with 9 unless the variable holds it; it also says all of it, in every way a program may. */
const teller = `#!/bin/sh
#: opens the gate
#: @param token string required secret
#: @param note string
test "$HERO_PARAM_TOKEN" = '${value}' || exit 9
echo "token is $HERO_PARAM_TOKEN" >&2
printf '{"token":"%s","note":"%s","b64":"%s"}' "$(printf '%s' "$HERO_PARAM_TOKEN" | sed 's/"/\\\\"/g')" "$HERO_PARAM_NOTE" "$(printf '%s' "$HERO_PARAM_TOKEN" | base64)"
`;
const failer = `#!/bin/sh
#: fails and says why
#: @param token string required secret
echo "cannot log in with $HERO_PARAM_TOKEN" >&2
exit 3
`;

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
  workplace.write('actors/gate/open', teller, 0o755);
  workplace.write('actors/gate/break', failer, 0o755);
});
afterEach(() => {
  killDaemons();
  workplace.remove();
});

const keep = (name: string, text = value) => workplace.hero(['secret', 'set', name], { input: `${text}\n` });

/** Files below the folder of the test that hold these bytes. */
function filesWith(text: string, below = workplace.dir): string[] {
  return readdirSync(below, { recursive: true, encoding: 'utf8' })
    .map((name) => join(below, name))
    .filter((path) => statSync(path).isFile() && readFileSync(path).includes(text));
}

const forms = [value, JSON.stringify(value).slice(1, -1), Buffer.from(value).toString('base64')];

describe('a run that executes itself', () => {
  test('the action gets the secret; records, store, log and output have its name or stars', async () => {
    expect(await keep('GATE')).toMatchObject({ code: 0, stdout: '' });
    const kept = join(workplace.dir, 'home/.config/herorunner/secrets');
    expect([statSync(kept).mode & 0o777, statSync(join(kept, 'GATE')).mode & 0o777]).toEqual([0o700, 0o600]);

    const script = workplace.write('open.hero', "!!gate.open token:'${secret.GATE}' note:hi job.debug:true\n");
    const run = await workplace.hero(['run', '--json', script]);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const end = jsonLines(run.stdout).find(({ state }) => state === 'ok');
    expect(end).toMatchObject({ result: { token: '***', note: 'hi', b64: '***' } });
    const begin = jsonLines(run.stdout).find(({ type }) => type === 'job');
    expect(begin).toMatchObject({ params: { token: '${secret.GATE}', note: 'hi' } });
    expect(jsonLines(run.stdout).find(({ type }) => type === 'log')).toMatchObject({ line: 'token is ***' });

    const { guid } = end as { guid: string };
    const job = JSON.parse((await workplace.hero(['job', 'get', guid, '--json'])).stdout);
    expect(job.job ?? job).toMatchObject({ params: { token: '${secret.GATE}' }, secrets: ['token'] });
    expect((await workplace.hero(['job', 'logs', guid])).stdout).toContain('token is ***');
    const again = await workplace.hero(['job', 'retry', guid]);
    expect(again.code, again.stdout + again.stderr).toBe(0);

    for (const form of forms) {
      expect(run.stdout + run.stderr).not.toContain(form);
      expect(filesWith(form).filter((path) => path !== script)).toEqual(
        form === value ? [join(workplace.dir, 'actors/gate/open'), join(kept, 'GATE')].sort() : [],
      );
    }
    // The search does find what is in the store.
    expect(filesWith('${secret.GATE}').length).toBeGreaterThan(1);
  });

  test('an error text has stars too', async () => {
    await keep('GATE');
    const run = await workplace.hero(['run', '--json', '-e', "!!gate.break token:'${secret.GATE}'"]);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('cannot log in with ***');
    expect(run.stdout + run.stderr).not.toContain('horse');
  });

  test('data that looks like a reference stays data', async () => {
    await keep('GATE');
    const lines = [
      "!!core.echo text:'$${secret.GATE}' job.name:evil",
      "!!core.echo text:'{secret.GATE}' job.name:half",
      // A result, a variable and an escaped text; the last beside a true reference.
      "!!osal.exec cmd:'printf %s \"$A\"' env:'A=${job.evil.result}' job.name:a",
      "!!osal.exec cmd:'printf %s \"$A\"' env:'A=${EVIL}' job.name:b",
      '!!osal.exec cmd:\'printf "%s|%s" "$A" "$${#B}"\' env:\'A=$${secret.GATE}${job.evil.result}${EVIL},B=${secret.GATE}\' job.name:c',
      // A dollar and the rest from two places.
      `!!osal.exec cmd:'printf "%s" "$A"' env:'A=\${D}\${job.half.result},B=\${secret.GATE}' job.name:d`,
    ];
    const run = await workplace.hero([
      'run',
      '--json',
      '--set',
      'EVIL=${secret.GATE}',
      '--set',
      'D=$',
      '-e',
      lines.join('\n'),
    ]);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const results = jsonLines(run.stdout).filter(({ state }) => state === 'ok');
    const said = results.slice(2).map(({ result }) => (result as { stdout: string }).stdout);
    const text = '${secret.GATE}';
    expect(said).toEqual([text, text, `${text}${text}${text}|${value.length}`, text]);
  });

  test('one that was written out is shown by no command that shows jobs, unless asked', async () => {
    const nightly = "!!schedule.define name:nightly cron:'0 3 * * *' tz:UTC\n!!gate.open token:hunter22 note:hi\n";
    workplace.write('open.hero', `!!gate.open token:hunter22 note:hi\n${nightly}`);
    await workplace.hero(['run', 'open.hero']);
    const [{ guid }] = JSON.parse((await workplace.hero(['job', 'ls', '--all', '--json'])).stdout);
    const ways = [
      ['job', 'get', guid],
      ['job', 'get', guid, '--json'],
      ['job', 'ls', '--all'],
      ['job', 'ls', '--all', '--json'],
      ['job', 'watch', guid, '--json'],
      ['schedule', 'show', 'nightly'],
      ['schedule', 'show', 'nightly', '--json'],
      ['schedule', 'ls', '--json'],
    ];
    for (const way of ways) {
      const { stdout } = await workplace.hero(way);
      expect(stdout, way.join(' ')).toContain('***');
      expect(stdout, way.join(' ')).not.toContain('hunter22');
      expect((await workplace.hero([...way, '--reveal'])).stdout, way.join(' ')).toContain('hunter22');
    }
    const again = await workplace.hero(['job', 'retry', guid, '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ params: { token: '***', note: 'hi' }, outcome: { code: 9 } });
    // The record has it all the same: the job that was run again has it from there.
    const { guid: next } = JSON.parse(again.stdout);
    expect((await workplace.hero(['job', 'get', next, '--reveal'])).stdout).toContain('token: hunter22');
  });

  test('a secret that is missing, or open to others, is told before anything runs', async () => {
    const missing = await workplace.hero(['run', '-e', "!!core.echo first\n!!gate.open token:'${secret.GATE}'"]);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('there is no secret GATE in ');
    expect(missing.stderr).toContain('home/.config/herorunner/secrets');
    expect(missing.stdout).not.toContain('first');

    await keep('GATE');
    chmodSync(join(workplace.dir, 'home/.config/herorunner/secrets/GATE'), 0o644);
    const open = await workplace.hero(['run', '-e', "!!gate.open token:'${secret.GATE}'"]);
    expect(open.stderr).toContain('is open to other users');
  });

  test('folders that others made: named, from the environment, from systemd', async () => {
    workplace.write('run/GATE', value, 0o644);
    const script = workplace.write('open.hero', "!!gate.open token:'${secret.GATE}'\n");
    const dir = join(workplace.dir, 'run');
    for (const [args, env] of [
      [['--secrets', 'run'], {}],
      [[], { HERO_SECRETS_DIR: dir }],
      [[], { CREDENTIALS_DIRECTORY: dir }],
    ] as const) {
      const run = await workplace.hero(['run', ...args, script], { env });
      expect(run.code, run.stdout + run.stderr).toBe(0);
    }
    chmodSync(join(dir, 'GATE'), 0o666);
    expect((await workplace.hero(['run', '--secrets', 'run', script])).stderr).toContain('other users can write to');
  });

  test('a run that goes on in the background has them too', async () => {
    workplace.write('run/GATE', value, 0o600);
    const run = await workplace.hero([
      'run',
      '--detach',
      '--secrets',
      'run',
      '-e',
      "!!gate.open token:'${secret.GATE}'",
    ]);
    expect(run.code, run.stderr).toBe(0);
    const [job] = JSON.parse((await workplace.hero(['job', 'ls', '--all', '--json'])).stdout);
    const watched = await workplace.hero(['job', 'watch', job.guid ?? job.job.guid]);
    expect(watched.code, watched.stdout + watched.stderr).toBe(0);
  });

  test('--dry-run shows the reference', async () => {
    await keep('GATE');
    const dry = await workplace.hero(['run', '--dry-run', '-e', "!!gate.open token:'${secret.GATE}'"]);
    expect(dry.stdout).toContain('${secret.GATE}');
    expect(dry.stdout + dry.stderr).not.toContain('horse');
  });
});

describeWithRedis('agents on Redis', () => {
  let redis: Redis;
  beforeEach(async () => {
    redis = await startRedis();
    workplace.env.HERO_STORE = redis.url;
  });
  afterEach(() => redis.stop());

  /** Puts a job in as another program does, and gives its record when it has ended. */
  async function submit(
    fields: object,
  ): Promise<{ message: string; outcome: string; attempt: number; result: unknown }> {
    const job = {
      agents: [],
      actor: 'gate',
      action: 'open',
      circle: 'default',
      context: 'default',
      ...fields,
      status: {},
    };
    await redis.cli('FCALL', 'hr_submit', '1', 'herorunner:jobs', '', JSON.stringify(job), '');
    const { guid } = fields as { guid: string };
    return until(`${guid} has ended`, async () => {
      const view = JSON.parse((await workplace.hero(['job', 'get', guid, '--json'])).stdout);
      return isFinal((view.job ?? view).status.status) && view.outcome;
    });
  }

  test('no byte of a secret gets into Redis; what may not be resolved is not', async () => {
    await keep('GATE');
    await keep('gate.TOKEN');
    await keep('other.TOKEN');
    const agent = daemon(workplace, ['agent', '--name', 'node1', '--concurrency', '4']);
    await agent.says('agent started');
    await daemon(workplace, ['runner']).says('runner started');

    // The facts of params are known here by the record of the service alone.
    const elsewhere = { cwd: join(workplace.dir, 'home') };
    const script = "!!gate.open token:'${secret.GATE}' job.retry:3\n!!gate.open token:'${secret.gate.TOKEN}'";
    const run = await workplace.hero(['run', '--json', '-e', script], elsewhere);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(run.stdout).toContain('token is ***');
    const wrong = await workplace.hero(['run', '-e', "!!gate.open note:'${secret.GATE}'"], elsewhere);
    expect(wrong.code).toBe(3);
    expect(wrong.stderr).toContain('gate.open takes secrets in token');
    expect(wrong.stderr).toContain('gate.open needs the param token');
    const literal = await workplace.hero(['check', '-e', '!!gate.open token:hunter22']);
    expect(literal.stderr + literal.stdout).toContain('HS0220');

    const missing = await workplace.hero(['run', '--json', '-e', "!!gate.open token:'${secret.NONE}' job.retry:3"]);
    expect(missing.code).toBe(1);
    const last = jsonLines(missing.stdout).findLast(({ type }) => type === 'job');
    expect(last).toMatchObject({
      outcome: 'failed',
      try: 1,
      error: expect.stringContaining('there is no secret NONE in '),
    });

    const source = readFileSync(join(workplace.dir, 'home/.config/herorunner/keys/user.pub'), 'utf8').trim();
    const token = (name: string) => ({ params: { token: `\${secret.${name}}` } });
    // Without the mark it is a text, and the gate does not open.
    expect(await submit({ guid: 'j1', source, ...token('GATE') })).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('9'),
    });
    expect(await submit({ guid: 'j2', source, ...token('GATE'), secrets: ['token'] })).toMatchObject({ outcome: 'ok' });
    const noted = { params: { token: 'x', note: '${secret.GATE}' }, secrets: ['note'] };
    expect(await submit({ guid: 'j3', source, ...noted, retry: 2 })).toMatchObject({
      outcome: 'failed',
      attempt: 1,
      message: 'the param note of gate.open takes no secrets',
    });
    expect(await submit({ guid: 'j4', source, ...token('other.TOKEN'), secrets: ['token'] })).toMatchObject({
      message: 'the secret other.TOKEN is only for actions of other',
    });
    expect(await submit({ guid: 'j5', source, ...token('../keys/user'), secrets: ['token'] })).toMatchObject({
      message: expect.stringContaining('is no name of a secret'),
    });
    // Somebody who may do the action, but not everything.
    const guest = { source: 'ab'.repeat(32), secrets: ['token'] };
    expect(await submit({ guid: 'j6', ...guest, ...token('GATE') })).toMatchObject({
      outcome: 'failed',
      message: 'the secret GATE is only for who may do everything here; others get gate.GATE',
    });
    expect(await submit({ guid: 'j7', ...guest, ...token('gate.TOKEN') })).toMatchObject({ outcome: 'ok' });

    await redis.cli('SAVE');
    const dump = await redis.cli('CONFIG', 'GET', 'dir');
    const folder = dump.trim().split('\n').at(-1) ?? '';
    expect(filesWith('secret.GATE', folder).length).toBeGreaterThan(0);
    for (const form of ['correct-horse', ...forms]) expect(filesWith(form, folder)).toEqual([]);
    const all = await redis.cli('EVAL', everything, '0');
    expect(all).toContain('secret.GATE');
    for (const form of ['correct-horse', ...forms]) expect(all).not.toContain(form);
  });
});

/** Every key with all it holds, as one text. */
const everything = `
local out = {}
local kinds = { string = { 'GET' }, hash = { 'HGETALL' }, list = { 'LRANGE', 0, -1 }, zset = { 'ZRANGE', 0, -1 },
  set = { 'SMEMBERS' }, stream = { 'XRANGE', '-', '+' } }
for _, key in ipairs(redis.call('KEYS', '*')) do
  local command = kinds[redis.call('TYPE', key).ok]
  out[#out + 1] = key .. ' ' .. cjson.encode(redis.call(command[1], key, unpack(command, 2)))
end
return table.concat(out, '\\n')`;
