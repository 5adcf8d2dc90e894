// A heartbeat goes on when its thread ends by itself, and is over when it is stopped, whatever its thread waits for.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';

const from = (path: string) => JSON.stringify(join(import.meta.dirname, '../../src', path));
const dir = mkdtempSync(join(tmpdir(), 'hero-test-'));
const sockets = new Set<Socket>();
let silent: Server;

beforeAll(async () => {
  silent = createServer((socket) => {
    sockets.add(socket.resume());
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  silent.close();
  rmSync(dir, { recursive: true });
});

test('a process ends although its heartbeat waits for a store that never answers', async () => {
  const { port } = silent.address() as { port: number };
  const code = `
    import { startHeartbeat } from ${from('app/heartbeat.ts')};
    const heart = startHeartbeat('redis://127.0.0.1:${port}', 's', 15000, () => {});
    process.stdin.once('data', () => heart.stop());
  `;
  writeFileSync(join(dir, 'beat.mjs'), code);
  const child = spawn(process.execPath, [join(dir, 'beat.mjs')], { stdio: ['pipe', 'inherit', 'inherit'] });
  // Its thread has connected.
  await expect.poll(() => sockets.size).toBeGreaterThan(0);
  const stopped = performance.now();
  child.stdin.write('stop\n');
  // Its thread is gone, also from a process that goes on; by itself it would wait for three seconds.
  await expect.poll(() => sockets.size).toBe(0);
  expect(performance.now() - stopped).toBeLessThan(1_500);
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

/** Starts an agent's session on a file. `unlucky`: what becomes of its threads. Prints what happens to it. */
function openSession(name: string, leaseMs: number, unlucky: string) {
  const code = `
    import { startHeartbeat } from ${from('app/heartbeat.ts')};
    import { Session } from ${from('agent/session.ts')};
    import { systemClock } from ${from('ground/clock.ts')};
    import { openSqliteStore } from ${from('store/sqlite/store.ts')};
    let threads = 0;
    process.on('worker', (worker) => {
      threads += 1;
      ${unlucky}
    });
    const file = ${JSON.stringify(join(dir, name))};
    const store = openSqliteStore(file + '.db');
    const say = (word) => console.log(word);
    const session = new Session({
      store, pubkey: 'ff', lanes: [''], run: null, leaseMs: ${leaseMs}, clock: systemClock,
      startHeartbeat: (id, onBeat) => startHeartbeat('sqlite:' + file + '.db', id, ${leaseMs}, (held, asked) => {
        say('thread ' + threads);
        onBeat(held, asked);
      }, () => say('ended')),
    }, () => say('beat'), () => say('silence'));
    await session.open();
    process.stdin.once('data', () => session.close());
  `;
  writeFileSync(join(dir, `${name}.mjs`), code);
  const child = spawn(process.execPath, [join(dir, `${name}.mjs`)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const said: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => said.push(...text.trim().split('\n')));
  const close = async () => {
    child.stdin.end('stop\n');
    return once(child, 'exit');
  };
  return { said, close };
}

test('a thread that ends is followed by another one', async () => {
  const { said, close } = openSession(
    'ends',
    15_000,
    `if (threads === 1) worker.once('message', () => worker.terminate());`,
  );
  await expect.poll(() => said, { timeout: 10_000 }).toContain('thread 2');
  expect(said.slice(0, 4)).toEqual(['thread 1', 'beat', 'ended', 'thread 2']);
  expect(await close()).toEqual([0, null]);
});

test('a session whose threads cannot live is renewed all the same, and tells once that they end', async () => {
  const { said, close } = openSession('dies', 2_500, 'worker.terminate();');
  // Longer than the lease.
  await expect.poll(() => said.filter((word) => word === 'beat').length, { timeout: 10_000 }).toBeGreaterThan(3);
  expect(said.filter((word) => word !== 'beat')).toEqual(['ended']);
  expect(await close()).toEqual([0, null]);
});

test('it goes on beating when the clock is set back', async () => {
  const path = join(dir, 'jobs.db');
  await openSqliteStore(path).close();
  writeFileSync(
    join(dir, 'back.cjs'),
    'const { now } = Date; let hours = 0; Date.now = () => now() - 3_600_000 * hours++;',
  );
  const code = `
    import { startHeartbeat } from ${from('app/heartbeat.ts')};
    const stay = setInterval(() => {}, 1_000);
    let beats = 0;
    const heart = startHeartbeat(${JSON.stringify(`sqlite:${path}`)}, 's', 15000, () => {
      beats += 1;
      if (beats < 3) return;
      heart.stop();
      clearInterval(stay);
    });
  `;
  writeFileSync(join(dir, 'beats.mjs'), code);
  const child = spawn(process.execPath, [join(dir, 'beats.mjs')], {
    env: { ...process.env, NODE_OPTIONS: `--require=${join(dir, 'back.cjs')}` },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 20_000,
  });
  expect(await once(child, 'exit')).toEqual([0, null]);
});
