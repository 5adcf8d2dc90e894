// Who of several servers is the master, and who follows it.

import { setTimeout as delay } from 'node:timers/promises';
import type { ServerProcess } from './server-process.ts';
import { until } from './until.ts';

export function isMaster(server: ServerProcess): Promise<boolean> {
  return says(server, 'role:master');
}

/** A replica that has what its master has. */
export function isLinked(server: ServerProcess): Promise<boolean> {
  return says(server, 'master_link_status:up');
}

/** Makes a replica of a cluster the master, with nobody dead. */
export async function takeOver(replica: ServerProcess): Promise<void> {
  await until('the replica has what its master has', () => isLinked(replica));
  await until('the replica takes over', async () => {
    // A request is dropped when the master does not answer it in time.
    await replica.cli('cluster', 'failover').catch(() => '');
    await delay(500);
    return isMaster(replica);
  });
}

async function says(server: ServerProcess, word: string): Promise<boolean> {
  return (await server.cli('info', 'replication').catch(() => '')).includes(word);
}
