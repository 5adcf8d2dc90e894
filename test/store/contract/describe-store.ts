// The contract suite of the store's port: every adapter runs it.

import { describe } from 'vitest';
import { awayContract } from './away.ts';
import { cancelContract } from './cancel.ts';
import { cellContract } from './cells.ts';
import { claimContract } from './claim.ts';
import { dependencyContract } from './dependencies.ts';
import { eventContract } from './events.ts';
import { fairContract } from './fair.ts';
import { firingContract } from './firing.ts';
import type { OpenStore } from './harness.ts';
import { historyContract } from './histories.ts';
import { limitContract } from './limits.ts';
import { logContract } from './logs.ts';
import { maxRunningContract } from './max-running.ts';
import { readingContract } from './reading.ts';
import { registryContract } from './registry.ts';
import { retentionContract } from './retention.ts';
import { roundContract } from './rounds.ts';
import { runnerContract } from './runners.ts';
import { scheduleContract } from './schedules.ts';
import { sessionContract } from './sessions.ts';
import { submitContract } from './submit.ts';
import { timeContract } from './time.ts';

export interface Sizes {
  /** Of jobs where many matter; 10 unless told. */
  thousands: number;
}

export function describeStore(name: string, open: OpenStore, { thousands }: Sizes = { thousands: 10 }): void {
  describe(name, () => {
    submitContract(open);
    dependencyContract(open, thousands);
    claimContract(open);
    roundContract(open);
    timeContract(open);
    awayContract(open);
    cancelContract(open);
    sessionContract(open);
    runnerContract(open);
    scheduleContract(open);
    firingContract(open);
    fairContract(open, thousands);
    limitContract(open);
    logContract(open);
    maxRunningContract(open);
    registryContract(open);
    retentionContract(open);
    eventContract(open);
    readingContract(open);
    cellContract(open);
    historyContract(open, 12);
  });
}
