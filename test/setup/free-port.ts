// Ports for servers of tests.

import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range that the system gives to clients: one of those must not take the port of a server that restarts. */
export async function freePort(): Promise<number> {
  while (true) {
    const port = 12_000 + Math.floor(Math.random() * 20_000);
    const probe = createServer();
    const free = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
}
