// The table of job attributes: what each is called, how its text is read, and what it is when nobody says.

import { u16Max } from '../records/bounds.ts';
import {
  type AttributeRead,
  readAfter,
  readAgents,
  readBool,
  readCodes,
  readInteger,
  readKey,
  readName,
  readScope,
  readStart,
  readTimeout,
} from './attribute-texts.ts';

/** Before the name of an attribute, where params of the action stand too. */
export const attributePrefix = 'job.';

export interface AttributeEntry {
  /** Without the `job.`. */
  name: string;
  type: string;
  /** As it would be written; '' = nothing. */
  default: string;
  bounds?: string;
  help: string;
  example: string;
  /** May be said of one action only, not for many at once. */
  single?: boolean;
  read(text: string): AttributeRead;
}

export const attributeEntries: readonly AttributeEntry[] = [
  {
    name: 'name',
    type: 'label',
    default: '#n',
    bounds: 'letters, digits, _ and -, at most 64',
    help: 'label of the job in the script: other jobs name it in `job.after` and `${job.LABEL.KEY}`',
    example: 'vm10',
    single: true,
    read: readName,
  },
  {
    name: 'after',
    type: 'list of labels',
    default: '*-1',
    help: "jobs that must have ended well before; absent = the action above, '' = none, `*-2` = the second above",
    example: "'vm10,vm11'",
    read: readAfter,
  },
  {
    name: 'key',
    type: 'text',
    default: '',
    bounds: 'at most 200 characters',
    help: 'names the job for good: with the same key it is done once, however often it is sent; it waits for no other',
    example: 'invoice-2030-01',
    single: true,
    read: readKey,
  },
  {
    name: 'agents',
    type: 'list of agents',
    default: '',
    help: 'names or public keys, tried in this order until one succeeds; none = any agent that offers the action',
    example: "'node1,node2'",
    read: readAgents,
  },
  {
    name: 'circle',
    type: 'name',
    default: 'default',
    help: 'circle in which the action happens',
    example: 'prod',
    read: (text) => readScope('circle', text),
  },
  {
    name: 'context',
    type: 'name',
    default: 'default',
    help: 'context inside the circle',
    example: 'staging',
    read: (text) => readScope('context', text),
  },
  {
    name: 'timeout',
    type: 'duration',
    default: '1h',
    bounds: `1s to ${u16Max}s`,
    help: 'how long one attempt may run; a bare number is seconds, fractions are rounded up',
    example: '30s',
    read: (text) => readTimeout('timeout', text, (timeout) => ({ timeout })),
  },
  {
    name: 'timeout_schedule',
    type: 'duration',
    default: '60s',
    bounds: `1s to ${u16Max}s`,
    help: 'how long it may wait for one agent to take it',
    example: '5m',
    read: (text) => readTimeout('timeout_schedule', text, (timeoutSchedule) => ({ timeoutSchedule })),
  },
  {
    name: 'retry',
    type: 'int',
    default: '0',
    bounds: `0 to ${u16Max}`,
    help: 'further rounds over its agents after a failed one',
    example: '3',
    read: (text) => readInteger('retry', text, 0, u16Max, (retry) => ({ retry })),
  },
  {
    name: 'ignore_error',
    type: 'bool',
    default: 'false',
    help: 'an error does not stop the run, and what waits for the job goes on',
    example: 'true',
    read: (text) => readBool(text, (ignoreError) => ({ ignoreError })),
  },
  {
    name: 'ignore_error_codes',
    type: 'list of int',
    default: '',
    help: 'the same, for errors with these codes only',
    example: "'17,18'",
    read: readCodes,
  },
  {
    name: 'log',
    type: 'bool',
    default: 'true',
    help: 'keep the log lines of the job',
    example: 'false',
    read: (text) => readBool(text, (log) => ({ log })),
  },
  {
    name: 'debug',
    type: 'bool',
    default: 'false',
    help: 'more context in its log and outcome',
    example: 'true',
    read: (text) => readBool(text, (debug) => ({ debug })),
  },
  {
    name: 'detach',
    type: 'bool',
    default: 'false',
    help: 'nobody waits for it: it is submitted, and the action below goes on without it',
    example: 'true',
    read: (text) => readBool(text, (detach) => ({ detach })),
  },
  {
    name: 'start',
    type: 'duration or time',
    default: '',
    help: 'not before: a duration from the submission, or a time such as 2030-01-31T06:00:00Z (local time without a zone)',
    example: '10m',
    read: readStart,
  },
  {
    name: 'priority',
    type: 'int',
    default: '5',
    bounds: '0 to 9',
    help: '0 is taken first',
    example: '0',
    read: (text) => readInteger('priority', text, 0, 9, (priority) => ({ priority })),
  },
];

const entries = new Map(attributeEntries.map((entry) => [entry.name, entry]));

/** By its name without `job.`. */
export function findAttribute(name: string): AttributeEntry | undefined {
  return entries.get(name);
}
