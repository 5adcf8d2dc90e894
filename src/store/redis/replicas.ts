// Are as many replicas there as an acknowledgement waits for?

import type { Redis } from 'ioredis';
import type { Finding } from '../parts/repair.ts';
import type { Address } from './address.ts';
import { type Client, serverOf } from './client.ts';

/** In `INFO replication`, a line for each replica that has spoken within five seconds; they do so every second. */
const online = /^slave\d+:.*\bstate=online,.*\blag=[0-5]\b/gm;

/** One finding for each server that holds some of these keys and has fewer. Rejects when none is known to hold one. */
export async function findMissingReplicas(
  client: Client,
  { copies: needed, shown }: Address,
  keys: readonly string[],
): Promise<Finding[]> {
  if (needed === 0) return [];
  const servers = new Set<Redis>();
  for (const key of keys) servers.add(await serverOf(client, key));
  const findings: Finding[] = [];
  for (const server of servers) {
    const count = String(await server.call('INFO', 'replication')).match(online)?.length ?? 0;
    if (count >= needed) continue;
    const { remoteAddress = '', remotePort = '' } = server.stream;
    const found = count === 0 ? 'no replica' : `only ${count} of ${needed} replicas`;
    findings.push({
      message: `nothing new is acknowledged: ${remoteAddress}:${remotePort}, a master of ${shown}, has ${found}`,
      help: 'start its replicas and see that they reach it; ?durability=master goes without',
    });
  }
  return findings;
}
