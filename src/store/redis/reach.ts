// Connects a client for the first time, or finds out why that is not possible.

import { Cluster } from 'ioredis';
import type { Address } from './address.ts';
import { type Client, closeClient, makeClient } from './client.ts';
import { isAnswer } from './failure.ts';

/** Connects now, if it is not connected; rejects with what really went wrong. */
export async function connectOnce(client: Client, address: Address): Promise<void> {
  if (client.status === 'ready') return;
  let cause: unknown;
  const silence = onFailure(client, (error) => {
    cause = better(cause, error);
  });
  // A cluster without an agreed master is left without a word.
  let leave = () => {};
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(new ClusterDown());
  });
  client.once('end', leave);
  try {
    await Promise.race([client.connect(), left]);
  } catch (error) {
    if (cause === undefined && client instanceof Cluster) cause = await askNodes(address);
    throw better(cause, error);
  } finally {
    silence();
    client.off('end', leave);
  }
}

/** Hears why a client could not connect, in what says more than that it could not. Returns how to end that. */
export function onFailure(client: Client, hear: (error: Error) => void): () => void {
  const events = ['node error', 'error'];
  const listener = (error: Error) => {
    const { message } = (error as { lastNodeError?: Error }).lastNodeError ?? error;
    if (message !== 'Connection is closed.') hear(error);
  };
  for (const event of events) client.on(event, listener);
  return () => {
    for (const event of events) client.off(event, listener);
  };
}

/** The library does not tell why the nodes of a cluster let nobody in. Undefined: they do. */
async function askNodes(address: Address): Promise<unknown> {
  let cause: unknown;
  for (const endpoint of address.endpoints) {
    const node = makeClient(
      { ...address, kind: 'single', endpoints: [endpoint] },
      { silenceMs, persistent: () => false },
    );
    const silence = onFailure(node, (error) => {
      cause = better(cause, error);
    });
    try {
      // What the library asks for before it is ready.
      for (const question of ['SLOTS', 'INFO']) await node.call('CLUSTER', [question]);
    } catch (error) {
      cause = better(cause, error);
    } finally {
      silence();
      closeClient(node);
    }
  }
  return cause;
}

const silenceMs = 1_000;

/** A server that has answered knows better than one that could not be reached. */
function better(known: unknown, error: unknown): unknown {
  return known === undefined || (isAnswer(error) && !isAnswer(known)) ? error : known;
}

/** As the servers of a cluster say it themselves. */
class ClusterDown extends Error {
  override readonly name = 'ReplyError';

  constructor() {
    super('CLUSTERDOWN a part of the cluster has no master at the moment');
  }
}
