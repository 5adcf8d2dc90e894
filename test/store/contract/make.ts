// Jobs and keys for the tests of stores.

import type { Job } from '../../../src/records/job.ts';

export const agentA = 'a'.repeat(64);
export const agentB = 'b'.repeat(64);
export const agentC = 'c'.repeat(64);
export const asker = 'f'.repeat(64);
export const lease = 15_000;

export function makeJob(guid: string, fields: Partial<Job> = {}): Job {
  return {
    guid,
    agents: [agentA],
    source: asker,
    circle: 'default',
    context: 'default',
    actor: 'vm_manager',
    action: 'start',
    params: { id: '10' },
    timeout_schedule: 60,
    timeout: 3600,
    log: true,
    ignore_error: false,
    ignore_error_codes: [],
    debug: false,
    retry: 0,
    dependencies: [],
    ...fields,
    status: { guid, created: 0, start: 0, end: 0, status: 'created', ...fields.status },
  };
}

export function needs(...guids: string[]): Pick<Job, 'dependencies'> {
  return { dependencies: guids.map((guid) => ({ guid, agents: [] })) };
}
