// Texts of job attributes read as values: each reader says what is wrong with its text, and what to write instead.

import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { u16Max, u32Max } from '../records/bounds.ts';
import { maxKeyLength } from '../records/job-key.ts';
import { parseBool } from '../script/values/bool.ts';
import { parseDuration } from '../script/values/duration.ts';
import { parseInteger } from '../script/values/integer.ts';
import { parseList, parseListOf } from '../script/values/list.ts';
import type { Parsed } from '../script/values/parsed.ts';
import { parseTime } from '../script/values/time.ts';
import type { AttributeValues } from './attribute-values.ts';

export interface AttributeProblem {
  ok: false;
  code: DiagnosticCode;
  message: string;
  help: string;
}

export type AttributeRead = { ok: true; value: AttributeValues } | AttributeProblem;

const labelPattern = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/;
const scopePattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;
const datePattern = /^\d{1,4}[-/]\d/;
const previousPattern = /^\*-[1-9]\d{0,3}$/;

export function readName(text: string): AttributeRead {
  if (labelPattern.test(text)) return said({ name: text });
  return wrongType(`${quote(text)} is no label`, 'a label is made of letters, digits, _ and -');
}

export function readKey(text: string): AttributeRead {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
  if (text !== '' && text.length <= maxKeyLength && !/[\u0000-\u001f\u007f]/.test(text)) return said({ key: text });
  return wrongType(`${quote(text)} is no key`, `a key is one line of 1 to ${maxKeyLength} characters`);
}

export function readAfter(text: string): AttributeRead {
  return withValue(parseList(text), 'HS0205', (after) => {
    const wrong = after.find((label) => !isReferable(label));
    if (wrong === undefined) return said({ after });
    return wrongType(`${quote(wrong)} is no label`, "labels with commas between, such as 'vm10,vm11', or *-1");
  });
}

/** A label, the number of a job without one (`#3`), or a position counted back (`*-1`). */
function isReferable(label: string): boolean {
  return labelPattern.test(label) || previousPattern.test(label) || /^#[1-9]\d*$/.test(label);
}

export function readAgents(text: string): AttributeRead {
  return withValue(parseList(text), 'HS0205', (agents) => said({ agents }));
}

export function readScope(what: 'circle' | 'context', text: string): AttributeRead {
  if (scopePattern.test(text)) return said({ [what]: text });
  return wrongType(`${quote(text)} is no name of a ${what}`, 'a name is made of letters, digits, _, - and .');
}

export function readBool(text: string, make: (value: boolean) => AttributeValues): AttributeRead {
  return withValue(parseBool(text), 'HS0205', (value) => said(make(value)));
}

/** Less than a second cannot be said to an agent, and rounding it up would surprise. */
export function readTimeout(name: string, text: string, make: (seconds: number) => AttributeValues): AttributeRead {
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

export function readInteger(
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

export function readCodes(text: string): AttributeRead {
  return withValue(parseListOf(text, readCode), 'HS0205', (ignoreErrorCodes) => said({ ignoreErrorCodes }));
}

function readCode(text: string): Parsed<number> {
  const code = parseInteger(text);
  return code.ok
    ? code
    : { ok: false, message: `${quote(text)} is no error code`, help: "whole numbers, such as '17,18'" };
}

export function readStart(text: string): AttributeRead {
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

function said(value: AttributeValues): AttributeRead {
  return { ok: true, value };
}

function wrongType(message: string, help: string): AttributeProblem {
  return { ok: false, code: 'HS0205', message, help };
}

function withValue<T>(parsed: Parsed<T>, code: DiagnosticCode, then: (value: T) => AttributeRead): AttributeRead {
  if (parsed.ok) return then(parsed.value);
  return { ok: false, code, message: parsed.message, help: parsed.help ?? '' };
}

function quote(text: string): string {
  return text === '' ? 'an empty value' : `"${text}"`;
}
