// The actors of the examples, action by action; that their scripts run is tested with the command.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Host } from './host.ts';

const folder = join(import.meta.dirname, '../../examples/actors');
const state = mkdtempSync(join(tmpdir(), 'hero-examples-'));
let host: Host;
beforeAll(() => {
  host = new Host({ XDG_STATE_HOME: state });
});
afterAll(async () => {
  await host.close();
  rmSync(state, { recursive: true, force: true });
});

async function run(name: string, params: Record<string, string> = {}) {
  const [actor = '', action = ''] = name.split('.');
  const { problems, failed, value } = await host.load(folder, { actor, action, params });
  expect(problems).toBe('');
  if (failed !== undefined) return { failed };
  return value;
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    // A dead one that nobody waited for has no command line.
    return !existsSync('/proc/self/cmdline') || readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
};

describe('vm_manager', () => {
  test('starts a process, once; lists it; stops it, twice if asked', async () => {
    const started = (await run('vm_manager.start', { id: '10', name: 'web' })) as { pid: number };
    expect(started).toEqual({ id: 10, name: 'web', state: 'running', pid: expect.any(Number) });
    expect(isAlive(started.pid)).toBe(true);
    expect(await run('vm_manager.start', { id: '10', name: 'web' })).toEqual(started);
    expect(await run('vm_manager.list')).toEqual([started]);
    expect(await run('vm_manager.list', { name: 'db' })).toEqual([]);
    expect(await run('vm_manager.stop', { id: '10' })).toEqual({ id: 10, state: 'stopped' });
    expect(isAlive(started.pid)).toBe(false);
    expect(await run('vm_manager.stop', { id: '10' })).toEqual({ id: 10, state: 'stopped' });
    expect(await run('vm_manager.list')).toEqual([]);
  });

  test('refuses a name that would not fit', async () => {
    const refused = { failed: { code: 22, message: expect.stringMatching(/made of/), isActionError: true } };
    expect(await run('vm_manager.start', { id: '10', name: 'a"b' })).toEqual(refused);
  });
});

describe('site', () => {
  const site = 'notes';

  test('builds, checks, publishes, serves and stops', async () => {
    expect(await run('site.check', { site })).toMatchObject({ failed: { code: 2 } });
    const text = '# Notes & <more>\n\nSee [two](two.html) and\n[far](https://example.org/).\n\n- one\n- two';
    expect(await run('site.build', { site, page: 'index', title: 'Notes', text })).toMatchObject({
      links: ['two.html', 'https://example.org/'],
    });
    expect(await run('site.check', { site })).toEqual({
      failed: { message: 'broken links: index.html to two.html', code: 12, isActionError: true },
    });
    await run('site.build', { site, page: 'two', title: 'Two', text: '[back](index.html)' });
    expect(await run('site.check', { site })).toEqual({ pages: 2 });

    const first = await run('site.publish', { site });
    expect(await run('site.publish', { site })).toEqual(first);

    const server = (await run('site.serve', { site })) as { url: string; pid: number };
    expect(await run('site.serve', { site })).toEqual(server);
    const answer = await fetch(`${server.url}/`);
    expect(await answer.text()).toContain('<h1>Notes &amp; &lt;more&gt;</h1>\n<p>See <a href="two.html">two</a> and');
    expect((await fetch(`${server.url}/gone.html`)).status).toBe(404);

    await run('site.build', { site, page: 'two', title: 'Two', text: 'changed' });
    expect(await run('site.publish', { site })).not.toEqual(first);
    expect(await (await fetch(`${server.url}/two.html`)).text()).toContain('<p>changed</p>');

    expect(await run('site.stop', { site })).toEqual({ stopped: true });
    expect(await run('site.stop', { site })).toEqual({ stopped: false });
    await expect(fetch(server.url)).rejects.toThrow();
  });

  test('takes no names that lead elsewhere', async () => {
    const { check } = await host.load(folder, { actor: 'site', action: 'publish', params: { site: '../x' } });
    expect(check).toMatchObject([{ kind: 'type', param: 'site' }]);
  });
});
