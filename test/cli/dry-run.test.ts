// `hero run --dry-run` from the outside: with and without the store, as a script, and of a part of a script.

import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jsonLines, Workplace } from '../setup/hero.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

/** All that is in the home: a store and keys would be. */
const home = () => readdirSync(join(workplace.dir, 'home'), { recursive: true });

describe('--dry-run=client', () => {
  test('asks no store, makes no keys, takes agents by name', async () => {
    workplace.write('x.hero', '!!core.echo text:a\n!!core.echo text:b job.agents:node1 job.retry:2\n');
    const env = { HERO_STORE: 'redis://127.0.0.1:1' };
    const { code, stdout, stderr } = await workplace.hero(['run', '--dry-run=client', 'x.hero'], { env });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^x\.hero {2}dry run without a store\n/);
    expect(stdout).toMatch(/core\.echo\s+text:b\s+node1\s+1h\s+3\s+#1\n/);
    expect(stdout).toContain('access and agents were not asked');
    expect(home()).toEqual([]);
    const json = await workplace.hero(['run', '--dry-run=client', '--json', 'x.hero'], { env });
    const events = jsonLines(json.stdout);
    expect(events[0]).toMatchObject({ type: 'run_start', dry: true, store: '', as: '', jobs: 2 });
    expect(events.slice(1, 3)).toMatchObject([{ state: 'planned_only' }, { state: 'planned_only', agent: 'node1' }]);
    expect(events[1]).not.toHaveProperty('access');
    expect(stdout).not.toContain('access  ');
    const server = await workplace.hero(['run', '--dry-run=server', 'x.hero'], { env });
    expect(server.code).toBe(7);
    expect(server.stderr).toContain('HS0701');
  });

  test('has no table where nothing would be submitted', async () => {
    workplace.write('x.hero', '!!limit.define actor:core max_running:3\n');
    const { stdout } = await workplace.hero(['run', '--dry-run=client', 'x.hero']);
    expect(stdout).toMatch(/dry run without a store *\n\nok +0 jobs would be submitted/);
  });

  test('shows what a slot of a schedule would run, and the limits', async () => {
    const schedule = "!!schedule.define name:nightly cron:'0 3 * * *' tz:UTC\n";
    const jobs = "!!osal.exec cmd:'echo a' job.name:backup job.retry:2\n!!core.echo text:b job.after:backup\n";
    workplace.write(
      'x.hero',
      `!!limit.define actor:core max_running:3\n${schedule}${jobs}!!schedule.end\n!!core.echo text:c\n`,
    );
    const { stdout } = await workplace.hero(['run', '--dry-run=client', 'x.hero']);
    expect(stdout).toMatch(
      /^schedule nightly would be added.*\n +# .*\n +1 +backup +osal\.exec +cmd:'echo a' +any +1h +3 /,
    );
    expect(stdout).toMatch(/\n +2 +#2 +core\.echo +text:b +any +1h +1 +backup\n\n/);
    expect(stdout).toContain('1 job would be submitted');
    const json = await workplace.hero(['run', '--dry-run=client', '--json', 'x.hero']);
    const told = jsonLines(json.stdout).filter(({ type }) => type === 'echo');
    const slot = [
      { label: 'backup', state: 'planned_only' },
      { label: '#2', after: ['backup'] },
    ];
    expect(told).toMatchObject([
      { schedule: { name: 'nightly', change: 'new', cron: '0 3 * * *', tz: 'UTC', paused: false, jobs: slot } },
      { limit: { kind: 'actor', name: 'core', max: 3 } },
    ]);
  });

  test('checks names, params and order all the same, with own actors', async () => {
    workplace.write(
      'actors/disk/usage',
      '#!/bin/sh\n#: room\n#: @param path string required example=/tmp folder\n',
      0o755,
    );
    workplace.write('x.hero', '!!disk.usage path:/tmp\n');
    expect((await workplace.hero(['run', '--dry-run=client', 'x.hero'])).code).toBe(0);
    workplace.write('x.hero', '!!disk.usage\n!!core.ecko text:a\n!!core.echo text:b job.after:nobody\n');
    const { code, stderr } = await workplace.hero(['run', '--dry-run=client', 'x.hero']);
    expect(code).toBe(3);
    for (const wrong of ['HS0204', 'HS0202', 'HS0212']) expect(stderr).toContain(wrong);
    workplace.write('x.hero', '// nothing\n');
    expect((await workplace.hero(['run', '--dry-run=client', 'x.hero'])).code).toBe(2);
  });

  test('tells by what right each job may be run, where that was asked', async () => {
    const dry = await workplace.hero(['run', '--dry-run', '-e', '!!core.echo text:a']);
    expect(dry.stdout).toMatch(/ after {2}access\n.* admin via root\n/);
    const events = jsonLines((await workplace.hero(['run', '--dry-run', '--json', '-e', '!!core.echo text:a'])).stdout);
    expect(events[1]).toMatchObject({ access: { code: 'ROOT', right: 'admin', via: 'user', group: null } });
  });

  test('what it may be is said', async () => {
    const { code, stderr } = await workplace.hero(['run', '--dry-run=sever', '-e', '!!core.echo text:a']);
    expect(code).toBe(2);
    expect(stderr).toContain('Allowed choices are server, client');
  });
});

describe('--format hero', () => {
  test('prints a script that does the same', async () => {
    workplace.write(
      'lib/greet.hero',
      "!!core.echo text:'hello {WHO}' job.name:greet\n!!session.env_set key:SIGN val:'!'\n",
    );
    workplace.write(
      'x.hero',
      `!!job.defaults timeout:10m
!!circle.select name:prod
!!include path:lib/greet.hero replace:'WHO:ann'
!!osal.exec cmd:"echo '\${job.greet.result}{SIGN} {AWK}'" job.name:said
!!core.echo text:'\${job.said.stdout} \${WHAT}' job.retry:1
!!play.echo content:'it said \${job.said.stdout}'
`,
    );
    const args = ['run', '--dry-run', '--format', 'hero', '--set', 'WHAT=$${now}', '--job', 'priority=3', 'x.hero'];
    const { code, stdout, stderr } = await workplace.hero(args);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatchInlineSnapshot(`
      "!!core.echo text:'hello ann'
          job.name:greet job.after:'' job.circle:prod job.context:default job.timeout:10m
          job.timeout_schedule:1m job.retry:0 job.ignore_error:false job.log:true job.debug:false
          job.detach:false job.priority:3

      !!osal.exec cmd:"echo '\${job.greet.result}! \\{AWK}'"
          job.name:said job.after:greet job.circle:prod job.context:default job.timeout:10m
          job.timeout_schedule:1m job.retry:0 job.ignore_error:false job.log:true job.debug:false
          job.detach:false job.priority:3

      !!core.echo text:'\${job.said.stdout} $$\${now}'
          job.after:said job.circle:prod job.context:default job.timeout:10m job.timeout_schedule:1m
          job.retry:1 job.ignore_error:false job.log:true job.debug:false job.detach:false job.priority:3

      !!play.echo content:'it said \${job.said.stdout}'
      "
    `);
    expect((await workplace.hero(['fmt', '--check', '-'], { input: stdout })).code).toBe(0);
    const again = await workplace.hero(['run', '--dry-run', '--format', 'hero', '-'], { input: stdout });
    expect(again).toMatchObject({ code: 0, stdout });
    const results = async (flags: string[], input: string) => {
      const run = await workplace.hero(['run', '--json', ...flags], { input });
      expect(run.code).toBe(0);
      return jsonLines(run.stdout).flatMap(({ state, result, text }) => (state === 'ok' ? [result] : (text ?? [])));
    };
    const original = await results(['--set', 'WHAT=$${now}', 'x.hero'], '');
    expect(original).toHaveLength(4);
    expect(await results(['-'], stdout)).toEqual(original);
  });

  test('of every example it is a script with the same plan', async () => {
    cpSync(join(import.meta.dirname, '../../examples'), join(workplace.dir, 'examples'), { recursive: true });
    for (const name of readdirSync(join(workplace.dir, 'examples')).filter((file) => file.endsWith('.hero'))) {
      const path = join('examples', name);
      const { code, stdout } = await workplace.hero(['run', '--dry-run', '--format', 'hero', path]);
      expect(code).toBe(0);
      workplace.write('examples/resolved.hero', stdout);
      const again = await workplace.hero(['run', '--dry-run=client', '--format', 'hero', 'examples/resolved.hero']);
      expect(again).toMatchObject({ code: 0, stdout });
    }
  });

  test('mistakes go to stderr, and there is no script then', async () => {
    const { code, stdout, stderr } = await workplace.hero([
      'run',
      '--dry-run',
      '--format',
      'hero',
      '-e',
      '!!core.ecko',
    ]);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain('HS0202');
  });

  test('is of a dry run only', async () => {
    const { code, stderr } = await workplace.hero(['run', '--format', 'hero', '-e', '!!core.echo text:a']);
    expect(code).toBe(2);
    expect(stderr).toContain('add --dry-run');
  });
});

describe('--from and --only', () => {
  const script = `!!core.echo text:a job.name:first
!!osal.exec cmd:'echo b' job.name:second
!!core.echo text:c job.name:third
!!core.echo text:d job.after:'first,third'
`;
  /** Label and what it waits for, of each job that would be submitted. */
  async function planned(...flags: string[]) {
    workplace.write('x.hero', script);
    const { code, stdout } = await workplace.hero(['run', '--json', ...flags, 'x.hero']);
    const jobs = jsonLines(stdout).filter(({ type, state }) => type === 'job' && state === 'planned_only');
    return { code, jobs: jobs.map(({ label, after }) => `${label}<${(after as string[]).join(',')}`) };
  }

  test.for(['--dry-run', '--dry-run=client'])('choose jobs of a %s', async (dry) => {
    expect(await planned(dry, '--from', 'second')).toEqual({
      code: 0,
      jobs: ['second<', 'third<second', '#4<third'],
    });
    expect(await planned(dry, '--from', '3')).toEqual({ code: 0, jobs: ['third<', '#4<third'] });
    expect(await planned(dry, '--only', 'core.*')).toEqual({
      code: 0,
      jobs: ['first<', 'third<first', '#4<first,third'],
    });
    expect(await planned(dry, '--only', 'core.*', '--from', 'second')).toEqual({
      code: 0,
      jobs: ['third<', '#4<third'],
    });
    expect((await planned(dry, '--from', 'nowhere')).code).toBe(2);
    expect((await planned(dry, '--only', 'dns.*')).code).toBe(2);
  });

  test('choose what is run, and what is printed as a script', async () => {
    workplace.write('x.hero', script);
    const run = await workplace.hero(['run', '--json', '--from', 'second', '--only', 'core', 'x.hero']);
    const done = jsonLines(run.stdout).filter(({ state }) => state === 'ok');
    expect(done.map(({ result }) => result)).toEqual(['c', 'd']);
    const args = ['run', '--dry-run=client', '--format', 'hero', '--from', 'second', '--only', 'core', 'x.hero'];
    const { stdout } = await workplace.hero(args);
    expect(stdout.match(/(?<= )text:\S+|job\.name:\S+|job\.after:\S+/g)).toEqual([
      'text:c',
      'job.name:third',
      "job.after:''",
      'text:d',
      'job.after:third',
    ]);
  });
});
