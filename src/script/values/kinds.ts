// The kinds of values by name: what a getter is asked for, how its text is read, what comes out.

import { parseBool } from './bool.ts';
import { parseEmail, parsePhone, parseUrl } from './contact.ts';
import { parseDuration } from './duration.ts';
import { parseSized, parseSmall } from './integer.ts';
import { parseJson } from './json.ts';
import { parseMoney } from './money.ts';
import { fixName } from './name.ts';
import { parseNumber, parsePercentage } from './number.ts';
import { type Parsed, right } from './parsed.ts';
import { parsePath, parsePathCreate } from './path.ts';
import { parseBytes, parseGigabytes } from './size.ts';
import { parseTime } from './time.ts';
import { parseInterval, parseTimeOfDay } from './time-of-day.ts';

/** What some kinds have to know of the world. */
export interface Place {
  /** Folder that relative paths are taken from. */
  base: string;
  /** What `+2h` counts from. */
  now: Date;
}

const kinds = {
  /** As written, but for white space at the edges. */
  text: (text) => right(text.trim()),
  /** As written. */
  raw: (text) => right(text),
  bool: parseBool,
  /** 32 bits with a sign. */
  int: (text) => parseSmall('i32', text),
  i8: (text) => parseSmall('i8', text),
  i16: (text) => parseSmall('i16', text),
  i64: (text) => parseSized('i64', text),
  u8: (text) => parseSmall('u8', text),
  u16: (text) => parseSmall('u16', text),
  u32: (text) => parseSmall('u32', text),
  u64: (text) => parseSized('u64', text),
  float: parseNumber,
  /** 0 to 1. */
  percentage: parsePercentage,
  /** Seconds. */
  duration: parseDuration,
  time: (text, { now }) => parseTime(text, now),
  /** Seconds since midnight. */
  timestamp: parseTimeOfDay,
  interval: (text, { now }) => parseInterval(text, now),
  bytes: parseBytes,
  gigabytes: parseGigabytes,
  money: parseMoney,
  /** Lower case, with `_`. */
  name: (text) => right(fixName(text)),
  email: parseEmail,
  phone: parsePhone,
  url: parseUrl,
  json: parseJson,
  /** Of something that is there. */
  path: (text, { base }) => parsePath(text, base),
  /** Of a folder, made when it is not there. */
  newFolder: (text, { base }) => parsePathCreate(text, base),
} as const satisfies Record<string, (text: string, place: Place) => Parsed<unknown>>;

export type Kind = keyof typeof kinds;

/** What comes out of a text that is of this kind. */
export type ValueOf<K extends Kind> = Extract<ReturnType<(typeof kinds)[K]>, { ok: true }>['value'];

export function parseKind<K extends Kind>(kind: K, text: string, place: Place): Parsed<ValueOf<K>> {
  const parse: (text: string, place: Place) => Parsed<unknown> = kinds[kind];
  return parse(text, place) as Parsed<ValueOf<K>>;
}
