// `hero agent`: a process of an agent. It says what it offers, claims jobs and executes them until it is told to end.

import { resolve } from 'node:path';
import type { Actor } from '../../actors/actor.ts';
import { loadActors } from '../../actors/load.ts';
import { Agent } from '../../agent/agent.ts';
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { systemClock } from '../../ground/clock.ts';
import { newGuid } from '../../ground/id.ts';
import { repeat } from '../../ground/repeat.ts';
import { timerMs } from '../../ground/timer.ts';
import { openOrCreateKey } from '../../identity/key-file.ts';
import { openSigner } from '../../identity/signer.ts';
import { PolicyCache } from '../../policy/policy-cache.ts';
import type { StoreError } from '../../store/errors.ts';
import type { Store } from '../../store/ports.ts';
import { atMost, farewellMs } from '../daemon/farewell.ts';
import type { Log } from '../daemon/log.ts';
import { Registration } from '../daemon/registration.ts';
import type { EndSignals } from '../daemon/signals.ts';
import { StoreWatch } from '../daemon/store-watch.ts';
import { exitCodes } from '../exit-codes.ts';
import { startHeartbeat } from '../heartbeat.ts';
import { leaseMs } from '../host.ts';
import { openLocalKeys } from '../keys.ts';
import { openStore } from '../open-store.ts';
import type { AgentSelf } from '../register.ts';
import { defaultConcurrency } from '../run/concurrency.ts';
import { findActorsDir, type Settings, secretFolders } from '../settings.ts';

export interface ServeAgentRequest {
  settings: Settings;
  entry: string;
  log: Log;
  /** Name of a key in the folder of keys, or path of a key file. */
  key: string;
  concurrency?: number;
  self: AgentSelf;
  /** Public keys that may do everything, beside the user's own. */
  root: string[];
  /** How long running jobs may go on after the first signal, milliseconds. */
  graceMs: number;
}

/** How often it looks whether it is to take no more jobs, milliseconds. */
const heedMs = 1_000;

/** Resolves when it has ended in order; diagnostics say why it could not begin. */
export async function serveAgent(request: ServeAgentRequest, signals: EndSignals): Promise<Diagnostic[]> {
  const { settings, log } = request;
  const { actors, diagnostics } = await loadActors(findActorsDir(settings, []), { entry: request.entry });
  if (hasErrors(diagnostics)) return diagnostics;
  const user = await openLocalKeys(settings);
  if (!user.ok) return [...diagnostics, user.diagnostic];
  const own = await openKey(settings, request.key);
  if (!own.ok) return [...diagnostics, own.diagnostic];
  const signer = openSigner(own.key);
  if (!signer.ok) return [...diagnostics, signer.diagnostic];
  const opened = await openStore(settings);
  if (!opened.ok) return [...diagnostics, opened.diagnostic];
  const { store, url } = opened;
  const pubkey = own.key.publicKey;
  const watch = new StoreWatch(log, store.url, systemClock);
  try {
    const onTrouble = (error: StoreError) => watch.failed(error);
    const registration = new Registration(store, signer.signer, actors, request.self, { newGuid, onTrouble });
    const policies = new PolicyCache(store, [user.keys.user, ...request.root]);
    const agent = makeAgent({ request, store, url, actors, pubkey, policies, watch, registration });
    // The record first: who sees a process of the agent can also read what it offers.
    await registration.begin();
    const { name, namesakes } = registration;
    if (namesakes.length > 0) {
      const help = 'give each a --name of its own, or name them by their keys';
      log.warn({ name, keys: namesakes.join(','), help }, 'another agent has this name');
    }
    await agent.start();
    signals.begun((count) => (count > 2 ? process.exit(exitCodes.terminated) : agent.hurry()));
    log.info(
      { store: store.url, agent: pubkey, name: registration.name, actors: [...actors.keys()].join(',') },
      'agent started',
    );
    const stopHeeding = heedDrain({ agent, pubkey, store, registration, log });
    await Promise.race([signals.first, agent.stopped]);
    stopHeeding();
    await shutDown(agent, request);
    await atMost(farewellMs, registration.end());
    log.info({}, 'agent ended');
    return diagnostics;
  } finally {
    watch.end();
    await store.close();
  }
}

function makeAgent(of: {
  request: ServeAgentRequest;
  store: Store;
  url: string;
  actors: ReadonlyMap<string, Actor>;
  pubkey: string;
  policies: PolicyCache;
  watch: StoreWatch;
  registration: Registration;
}): Agent {
  const { request, store, url, actors, pubkey, policies, watch, registration } = of;
  const { settings, log, concurrency = defaultConcurrency() } = request;
  return new Agent({
    store,
    actors,
    pubkey,
    lanes: [''],
    run: null,
    concurrency,
    leaseMs,
    policies,
    secrets: secretFolders(settings),
    clock: systemClock,
    startHeartbeat: (session, onBeat) =>
      startHeartbeat(
        url,
        session,
        leaseMs,
        (held, asked) => {
          watch.answered();
          onBeat(held, asked);
        },
        (problem) => log.warn({ problem }, 'the heartbeat has stopped and begins anew'),
      ),
    onTrouble: (error) => watch.failed(error),
    onReopen() {
      log.warn({}, 'the store had lost the session; a new one is open');
      // It may have lost the records too.
      void registration.renew();
    },
    onBegin: ({ job, attempt }) =>
      log.info({ guid: job.guid, action: `${job.actor}.${job.action}`, attempt }, 'job begins'),
    onEnd: ({ job }, finish) =>
      log.info(
        { guid: job.guid, outcome: finish === undefined ? 'given back' : (finish.outcome ?? 'ok') },
        'job ended',
      ),
  });
}

/** Takes no more jobs as long as somebody drains it. Returns what ends the looking. */
function heedDrain(of: {
  agent: Agent;
  pubkey: string;
  store: Store;
  registration: Registration;
  log: Log;
}): () => void {
  const { agent, pubkey, store, registration, log } = of;
  let isDraining = false;
  return repeat(heedMs, async () => {
    const on = (await store.draining()).includes(pubkey);
    if (on === isDraining) return;
    isDraining = on;
    agent.setDraining(on);
    log.info({ jobs: agent.busy }, on ? 'agent takes no more jobs' : 'agent takes jobs again');
    await registration.setHalted(on);
  });
}

/** One that has nothing does not wait long for a store that is away. */
async function shutDown(agent: Agent, { log, graceMs }: ServeAgentRequest): Promise<void> {
  const { isIdle } = agent;
  if (agent.busy > 0) log.info({ jobs: agent.busy, grace_ms: graceMs }, 'agent drains');
  const ended = agent.shutDown(timerMs(graceMs));
  await (isIdle ? atMost(farewellMs, ended) : ended);
}

function openKey(settings: Settings, key: string) {
  if (!/[/.]/.test(key)) return openOrCreateKey(settings.keysDir, key);
  const path = resolve(settings.cwd, key.endsWith('.pem') ? key : `${key}.pem`);
  const at = path.lastIndexOf('/');
  return openOrCreateKey(path.slice(0, at), path.slice(at + 1, -'.pem'.length));
}
