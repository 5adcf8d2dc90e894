// What processes wrote down while it went on: executions by the actors, intents and acknowledgements by the submitters.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One line of an actor. */
export interface Line {
  word: 'begin' | 'end';
  /** Wall clock, milliseconds. */
  at: number;
  /** Process of the agent. */
  agentPid: number;
  /** Process of the program; 0 for a module, which runs in the agent. */
  pid: number;
  guid: string;
  fence: number;
}

export const ledgerName = 'ledger.txt';
const batchesName = /^batches-/;

export function readLedger(dir: string): Line[] {
  return linesOf(join(dir, ledgerName)).map((text) => {
    const [word, at, agentPid, pid, guid = '', fence] = text.split(' ');
    return {
      word: word === 'end' ? 'end' : 'begin',
      at: Number(at),
      agentPid: Number(agentPid),
      pid: Number(pid),
      guid,
      fence: Number(fence),
    };
  });
}

export interface Batch {
  guids: string[];
  /** The store said that it has them. */
  isAcknowledged: boolean;
}

/** Batches of all submitters: `try GUIDS` before the store was asked, `ack` after its answer. */
export function readBatches(dir: string): Batch[] {
  return readdirSync(dir)
    .filter((name) => batchesName.test(name))
    .flatMap((name) => {
      const batches: Batch[] = [];
      for (const text of linesOf(join(dir, name))) {
        const last = batches.at(-1);
        if (text === 'ack' && last !== undefined) last.isAcknowledged = true;
        else if (text.startsWith('try ')) batches.push({ guids: text.split(' ').slice(1), isAcknowledged: false });
      }
      return batches;
    });
}

export function batchesFile(dir: string, submitter: string): string {
  return join(dir, `batches-${submitter}.txt`);
}

/** Whole lines only: a killed process may have left half of one. */
function linesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '');
}
