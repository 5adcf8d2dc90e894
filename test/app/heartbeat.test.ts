// A heartbeat is over when it is stopped, whatever its thread waits for.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const heartbeat = join(import.meta.dirname, '../../src/app/heartbeat.ts');
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
    import { startHeartbeat } from ${JSON.stringify(heartbeat)};
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
