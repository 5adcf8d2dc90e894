// `hero run` on Redis: `--step` where an agent of its own executes the jobs, and a store that is away for a while.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runInPty } from '../print/pty.ts';
import { daemon } from '../setup/daemon.ts';
import { heroFile, jsonLines, untilGo, type Workplace } from '../setup/hero.ts';
import { type Redis, startRedis } from '../setup/redis.ts';
import { until } from '../setup/until.ts';
import { describeWithRedis } from '../setup/with-redis.ts';
import { workplaceOnRedis } from '../setup/workplace-on-redis.ts';

let workplace: Workplace;
let redis: Redis;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ workplace, redis, remove } = await workplaceOnRedis());
});
afterEach(() => remove());

describeWithRedis('on Redis', () => {
  test('one by one, then the rest', async () => {
    const agent = daemon(workplace, ['agent', '--name', 'node1']);
    await agent.says('agent started');
    workplace.write(
      'x.hero',
      `!!osal.exec cmd:'echo 42' job.name:a
!!core.echo text:'\${job.a.stdout}' job.name:b
!!core.echo text:left job.name:c
!!core.echo text:'\${job.b.result}!' job.name:d
!!core.echo text:'\${job.d.result}!' job.name:e
`,
    );
    const env = { ...(workplace.env as Record<string, string>), TERM: 'xterm-256color' };
    const hero = runInPty(heroFile, ['run', '--step', 'x.hero'], { columns: 100, rows: 100 }, env, workplace.dir);
    const question = (label: string) =>
      new RegExp(`\\n${label} {2}[^\\n]*of 5\\n(?: {4}[^\\n]*\\n)+run it\\?[^\\n]*\\s*$`);
    expect(await hero.shows(question('a'))).toContain('agents   node1\n');
    hero.type('y\r');
    expect(await hero.shows(question('b'))).toContain('text: 42\n');
    hero.type('y\r');
    await hero.shows(question('c'));
    hero.type('n\r');
    expect(await hero.shows(question('d'))).toContain('text: 42!\n');
    hero.type('a\r');
    const { exitCode, text } = await hero.ended;
    expect(exitCode).toBe(0);
    expect(text).toMatch(/e +core\.echo[^\n]*42!!/);
    expect(text).toContain('4 ok  1 skipped');
  });

  test('says that the store does not answer, and that it is back, and goes on', async () => {
    const [begun, go] = [join(workplace.dir, 'begun'), join(workplace.dir, 'go')];
    const cmd = `touch ${begun}; while [ ! -e ${go} ]; do sleep 0.1; done`;
    workplace.write('x.hero', `!!osal.exec cmd:'${cmd}'\n!!core.echo text:'and on'\n`);
    const run = workplace.start(['run', '--local', 'x.hero']);
    let said = '';
    for (const stream of [run.stdout, run.stderr]) stream?.on('data', (chunk) => (said += chunk));
    const ended = new Promise((resolve) => run.once('close', resolve));
    await expect.poll(() => existsSync(begun)).toBe(true);
    redis.signal('SIGSTOP');
    await expect
      .poll(() => said)
      .toMatch(/warning\[HS0701\]: redis:\S+ does not answer; it is waited for, a minute at most\n/);
    redis.signal('SIGCONT');
    await expect.poll(() => said).toMatch(/info\[HS0701\]: redis:\S+ is back after \d+ s\n/);
    workplace.write('go', '');
    expect(await ended).toBe(0);
    expect(said).toContain('and on');
  });

  test('the password of the store stands neither in the output nor among the arguments of a process', async () => {
    const guarded = await startRedis({ user: { name: 'hero', password: 'rosebud' } });
    try {
      workplace.write('x.hero', `!!osal.exec cmd:'${untilGo}'\n`);
      // Not from the environment, so that the background process must be given it.
      const flags = ['--local', '--detach', '--json', '--store', guarded.url];
      const { code, stdout, stderr } = await workplace.hero(['run', ...flags, 'x.hero']);
      expect(code).toBe(0);
      expect(`${stdout}${stderr}`).not.toContain('rosebud');
      const [start] = jsonLines(stdout);
      expect(start?.store).toBe(guarded.url.replace(':rosebud', ''));
      const commandLine = () => commandLines().find((text) => text.includes(String(start?.run)));
      expect(await until('the background process is there', commandLine)).not.toContain('rosebud');
      workplace.write('go', '');
      const finished = async () => {
        const ls = await workplace.hero(['job', 'ls', '--all', '--json', '--store', guarded.url]);
        return ls.stdout.includes('"outcome":"ok"');
      };
      await until('it has executed the job', finished);
    } finally {
      await guarded.stop();
    }
  });

  test('the second Ctrl-C leaves a store that does not answer within ten seconds', async () => {
    const { child, end } = await workplace.startRun('!!core.sleep duration:5m job.timeout:10m\n', ['--local']);
    redis.signal('SIGSTOP');
    child.kill('SIGINT');
    child.stderr?.once('data', () => child.kill('SIGINT'));
    const began = performance.now();
    const { code, stderr } = await end;
    expect(code).toBe(130);
    expect(stderr).toContain('not waiting until they have ended');
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});

/** Of all processes; one may end meanwhile. */
function commandLines(): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      return /^\d+$/.test(pid) ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : [];
    } catch {
      return [];
    }
  });
}
