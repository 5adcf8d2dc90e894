// Jobs and keys for the tests of stores.

import type { Job } from '../../../src/records/job.ts';
import { plainJob } from '../../setup/plain-records.ts';

export const agentA = 'a'.repeat(64);
export const agentB = 'b'.repeat(64);
export const agentC = 'c'.repeat(64);
export const asker = 'f'.repeat(64);
export const lease = 15_000;

export function makeJob(guid: string, fields: Partial<Job> = {}): Job {
  const usual = { agents: [agentA], source: asker, actor: 'vm_manager', action: 'start', params: { id: '10' } };
  return plainJob(guid, { ...usual, ...fields });
}

export function needs(...guids: string[]): Pick<Job, 'dependencies'> {
  return { dependencies: guids.map((guid) => ({ guid, agents: [] })) };
}
