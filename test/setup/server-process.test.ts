// A server of a test, on a port that was taken meanwhile.

import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { freePort } from './free-port.ts';
import { redisMissing, ServerProcess } from './server-process.ts';

const taken = createServer();
afterEach(() => taken.close());

test.skipIf(redisMissing)('is started again on others, and those that it has besides are asked for anew', async () => {
  const port = await freePort();
  taken.listen(port, '127.0.0.1');
  await once(taken, 'listening');
  const busPorts = [port];
  const server = await ServerProcess.start(async (own, dir) => {
    const busPort = busPorts.pop() ?? (await freePort());
    const config = ['bind 127.0.0.1', `dir ${dir}`, `port ${own}`, 'cluster-enabled yes', `cluster-port ${busPort}`];
    return { mode: 'server', access: [], config };
  });
  expect(busPorts).toEqual([]);
  expect(await server.cli('config', 'get', 'cluster-port')).not.toContain(String(port));
  await server.stop();
});
