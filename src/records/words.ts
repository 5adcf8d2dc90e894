// The words that fields of records hold, apart from their schemas: most readers need no schema library.

export const jobStates = ['created', 'scheduled', 'planned', 'running', 'error', 'ok'] as const;
export type JobState = (typeof jobStates)[number];
/** The states of a job that has not ended. */
export const openStates: readonly JobState[] = ['created', 'scheduled', 'planned', 'running'];

export const rights = ['read', 'write', 'admin', 'block'] as const;
export type Right = (typeof rights)[number];

/** Right that an action can ask for. */
export const needs = ['read', 'write', 'admin'] as const;
export type Need = (typeof needs)[number];

/** What agents and services say of themselves. */
export const recordStatuses = ['ok', 'down', 'error', 'halted'] as const;
