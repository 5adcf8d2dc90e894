// The job attributes: what each is called, how its text is read, and what it is when nobody says.

import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { u16Max, u32Max } from '../records/bounds.ts';
import { parseBool } from '../script/values/bool.ts';
import { parseDuration } from '../script/values/duration.ts';
import { parseInteger } from '../script/values/integer.ts';
import { parseList, parseListOf } from '../script/values/list.ts';
import type { Parsed } from '../script/values/parsed.ts';
import { parseTime } from '../script/values/time.ts';

/** What can be said of one job; absent = not said here. */
export interface AttributeValues {
  name?: string;
  /** Labels, `*-1` for the previous action; empty = nothing. */
  after?: string[];
  /** Names or public keys, as written. */
  agents?: string[];
  circle?: string;
  context?: string;
  timeout?: number;
  timeoutSchedule?: number;
  retry?: number;
  ignoreError?: boolean;
  ignoreErrorCodes?: number[];
  log?: boolean;
  debug?: boolean;
  detach?: boolean;
  start?: { afterSeconds: number } | { atSecond: number };
  priority?: number;
}

/** With a value for each attribute that always has one. */
export type FullAttributes = AttributeValues & Required<Omit<AttributeValues, 'name' | 'after' | 'start'>>;

/** What holds when nobody says anything; the table below says the same in words. */
export const builtInAttributes: FullAttributes = {
  agents: [],
  circle: 'default',
  context: 'default',
  timeout: 3600,
  timeoutSchedule: 60,
  retry: 0,
  ignoreError: false,
  ignoreErrorCodes: [],
  log: true,
  debug: false,
  detach: false,
  priority: 5,
};

export interface AttributeProblem {
  ok: false;
  code: DiagnosticCode;
  message: string;
  help: string;
}

export type AttributeRead = { ok: true; value: AttributeValues } | AttributeProblem;

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

const labelPattern = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/;
const scopePattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;
const datePattern = /^\d{1,4}[-/]\d/;
const previousPattern = /^\*-[1-9]\d{0,3}$/;

export const attributeEntries: readonly AttributeEntry[] = [
  {
    name: 'name',
    type: 'label',
    default: '#n',
    bounds: 'letters, digits, _ and -, at most 64',
    help: 'label of the job in the script: other jobs name it in `job.after` and `${job.LABEL.KEY}`',
    example: 'vm10',
    single: true,
    read: (text) =>
      labelPattern.test(text)
        ? said({ name: text })
        : wrongType(`${quote(text)} is no label`, 'a label is made of letters, digits, _ and -'),
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
    name: 'agents',
    type: 'list of agents',
    default: '',
    help: 'names or public keys, tried in this order until one succeeds; none = any agent that offers the action',
    example: "'node1,node2'",
    read: (text) => withValue(parseList(text), 'HS0205', (agents) => said({ agents })),
  },
  {
    name: 'circle',
    type: 'name',
    default: 'default',
    help: 'circle in which the action happens',
    example: 'prod',
    read: (text) => (scopePattern.test(text) ? said({ circle: text }) : wrongName('circle', text)),
  },
  {
    name: 'context',
    type: 'name',
    default: 'default',
    help: 'context inside the circle',
    example: 'staging',
    read: (text) => (scopePattern.test(text) ? said({ context: text }) : wrongName('context', text)),
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
    read: (text) => withValue(parseBool(text), 'HS0205', (ignoreError) => said({ ignoreError })),
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
    read: (text) => withValue(parseBool(text), 'HS0205', (log) => said({ log })),
  },
  {
    name: 'debug',
    type: 'bool',
    default: 'false',
    help: 'more context in its log and outcome',
    example: 'true',
    read: (text) => withValue(parseBool(text), 'HS0205', (debug) => said({ debug })),
  },
  {
    name: 'detach',
    type: 'bool',
    default: 'false',
    help: 'nobody waits for it: it is submitted, and the action below goes on without it',
    example: 'true',
    read: (text) => withValue(parseBool(text), 'HS0205', (detach) => said({ detach })),
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

function said(value: AttributeValues): AttributeRead {
  return { ok: true, value };
}

function wrongType(message: string, help: string): AttributeProblem {
  return { ok: false, code: 'HS0205', message, help };
}

function wrongName(what: string, text: string): AttributeProblem {
  return wrongType(`${quote(text)} is no name of a ${what}`, 'a name is made of letters, digits, _, - and .');
}

function withValue<T>(parsed: Parsed<T>, code: DiagnosticCode, then: (value: T) => AttributeRead): AttributeRead {
  if (parsed.ok) return then(parsed.value);
  return { ok: false, code, message: parsed.message, help: parsed.help ?? '' };
}

function readAfter(text: string): AttributeRead {
  return withValue(parseList(text), 'HS0205', (after) => {
    const wrong = after.find((label) => !isReferable(label));
    if (wrong === undefined) return said({ after });
    return wrongType(`${quote(wrong)} is no label`, "labels with commas between, such as 'vm10,vm11', or *-1");
  });
}

/** A label, the number of a job without one (`#3`), or a place counted back (`*-1`). */
function isReferable(label: string): boolean {
  return labelPattern.test(label) || previousPattern.test(label) || /^#[1-9]\d*$/.test(label);
}

/** Less than a second cannot be said to an agent, and rounding it up would surprise. */
function readTimeout(name: string, text: string, make: (seconds: number) => AttributeValues): AttributeRead {
  return withValue(parseDuration(text), 'HS0215', (seconds) => {
    if (seconds < 1) {
      const message = `job.${name} is shorter than a second`;
      return { ok: false, code: 'HS0215', message, help: `job.${name} counts in whole seconds, the least is 1s` };
    }
    const whole = Math.ceil(seconds);
    if (whole <= u16Max) return said(make(whole));
    const message = `job.${name} is longer than ${u16Max} seconds`;
    return { ok: false, code: 'HS0216', message, help: `the longest is ${u16Max}s, which is 18h12m15s` };
  });
}

function readInteger(
  name: string,
  text: string,
  min: number,
  max: number,
  make: (value: number) => AttributeValues,
): AttributeRead {
  return withValue(parseInteger(text), 'HS0205', (value) =>
    value >= min && value <= max
      ? said(make(value))
      : wrongType(`job.${name} is out of range`, `a whole number from ${min} to ${max}`),
  );
}

function readCodes(text: string): AttributeRead {
  return withValue(parseListOf(text, readCode), 'HS0205', (ignoreErrorCodes) => said({ ignoreErrorCodes }));
}

function readCode(text: string): Parsed<number> {
  const code = parseInteger(text);
  return code.ok
    ? code
    : { ok: false, message: `${quote(text)} is no error code`, help: "whole numbers, such as '17,18'" };
}

function readStart(text: string): AttributeRead {
  if (datePattern.test(text)) {
    const time = parseTime(text, new Date(0), true);
    const atSecond = time.ok ? Math.ceil(time.value.getTime() / 1000) : 0;
    if (atSecond > 0 && atSecond <= u32Max) return said({ start: { atSecond } });
    return { ok: false, code: 'HS0215', message: `${quote(text)} is no time`, help: 'such as 2030-01-31T06:00:00Z' };
  }
  const parsed = parseDuration(text);
  if (!parsed.ok) {
    const help = 'write 10m, or a time such as 2030-01-31T06:00:00Z';
    return { ok: false, code: 'HS0215', message: `${quote(text)} is no duration and no time`, help };
  }
  return withValue(parsed, 'HS0215', (seconds) => {
    // Ten years; further ahead the second would not fit the record.
    if (seconds <= 315_360_000) return said({ start: { afterSeconds: Math.ceil(seconds) } });
    return {
      ok: false,
      code: 'HS0215',
      message: 'job.start is more than ten years ahead',
      help: 'give a time instead',
    };
  });
}

function quote(text: string): string {
  return text === '' ? 'an empty value' : `"${text}"`;
}
