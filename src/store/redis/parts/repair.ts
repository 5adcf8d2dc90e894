// Looks whether what lies in Redis fits together, and mends it: piece by piece, so that no call takes long.

import { StoreError } from '../../errors.ts';
import type { Finding, RepairStore } from '../../parts/repair.ts';
import type { Core } from '../core.ts';
import { findMiscounts } from '../counters.ts';
import { pieceSize } from '../functions.ts';
import { walk } from '../walk.ts';
import { inspectRegistry } from './registry.ts';
import { inspectSchedules } from './schedules.ts';

/** More findings are not told. */
const maxFindings = 200;
const help = 'hero doctor --repair';
const helpless = 'correct it, or remove it with HDEL';
/** What no repair can guess. */
const unreadable = /^the record .* is (not JSON|no job)\b/;

export function repairStore(core: Core): RepairStore {
  return {
    async inspect() {
      const records = [...(await inspectRegistry(core)), ...(await inspectSchedules(core))];
      return [...records, ...(await inspectJobs(core))];
    },
    async inspectStorage() {
      return [...(await findRefusal(core)), ...(await core.connection.findMissingReplicas())];
    },
    checkWrites: () => checkWrites(core),
    repair: () => repair(core),
  };
}

/** A server that cannot save refuses each function that may change something, also this one, which never does. */
async function checkWrites({ functions }: Core): Promise<void> {
  await functions.tell('hr_recount', noEvent);
}

/** Not a number of an event. */
const noEvent = '-1';

async function findRefusal(core: Core): Promise<Finding[]> {
  try {
    await checkWrites(core);
    return [];
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return [{ message: error.message, help: error.help }];
  }
}

async function inspectJobs(core: Core): Promise<Finding[]> {
  const strays = ['agent_numbers', 'agent_keys', 'limits', 'due', 'undecided', 'records', 'sessions', 'order'];
  const limits = await limitsOnJobs(core);
  // At the same time, since each waits for one answer after the other.
  const told = await Promise.all([
    toldBy((cursor) => read(core, 'hr_inspect', cursor)),
    ...strays.map((phase) => toldBy((cursor) => read(core, 'hr_strays', phase, cursor))),
    ...limits.map((limit) => toldBy((cursor) => read(core, 'hr_strays', 'under', cursor, limit))),
    findMiscounts(core).then(({ wrong }) => wrong.map(({ finding }) => finding)),
  ]);
  const messages = told.flat().slice(0, maxFindings);
  return messages.map((message) => ({ message, help: unreadable.test(message) ? helpless : help }));
}

async function toldBy(ask: (cursor: string) => Promise<string[]>): Promise<string[]> {
  const messages: string[] = [];
  await walk(
    ask,
    (told) => messages.push(...told),
    () => messages.length >= maxFindings,
  );
  return messages;
}

/** What was done, in the order it was done. */
async function repair(core: Core): Promise<string[]> {
  const done: string[] = [];
  const act = async (...args: string[]) => (await core.functions.act('hr_tidy', ...args)) as string[];
  // First what others rest upon: jobs name agents, and nothing is counted where there seem to be no limits.
  const phases = ['agent_numbers', 'agent_keys', 'limits', 'due', 'undecided', 'sessions', 'records', 'jobs', 'order'];
  for (const phase of phases) {
    // Ending a job may leave work for a second look.
    for (let looks = 0, before = -1; before !== done.length && looks < 3; looks += 1) {
      before = done.length;
      await walk(
        (cursor) => act(phase, cursor),
        (told) => done.push(...told),
      );
    }
  }
  for (const limit of await limitsOnJobs(core)) {
    await walk(
      (cursor) => act('under', cursor, limit),
      (told) => done.push(...told),
    );
  }
  const { event, wrong } = await findMiscounts(core);
  for (let at = 0; at < wrong.length; at += pieceSize) {
    const piece = wrong.slice(at, at + pieceSize);
    const right = piece.flatMap(({ name, is }) => [name, is]);
    if ((await core.functions.act('hr_recount', event, ...right)) !== 1) break;
    done.push(...piece.map(({ mended }) => mended));
  }
  return done;
}

async function limitsOnJobs({ connection, own }: Core): Promise<string[]> {
  const limits = (await connection.send('HKEYS', `${own}limits`)) as string[];
  return limits.filter((id) => id !== 'store:');
}

async function read({ functions }: Core, name: string, ...args: string[]): Promise<string[]> {
  return (await functions.read(name, ...args)) as string[];
}
