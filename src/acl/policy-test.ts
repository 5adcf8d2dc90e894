// Policy test files: a table of cases with their own records, and whether each is decided as it says.

import { type DecisionCode, decide } from './evaluate.ts';
import { compilePolicy } from './policy.ts';
import { field, isRecord, type RawRecord } from './raw.ts';

export interface PolicyTestCase {
  id: string;
  expected: 'allow' | 'deny';
  got: 'allow' | 'deny';
  /** Of the decision that was made. */
  code: DecisionCode;
  /** The decision is the expected one, and so is its code where the case gives one. */
  pass: boolean;
}

export type PolicyTestResult = { ok: true; cases: PolicyTestCase[] } | { ok: false; message: string };

const maxDepth = 64;

/** `file`: parsed JSON with `keys`, `root` and `cases`. The message says what in the file is not as it must be. */
export function runPolicyTest(file: unknown): PolicyTestResult {
  if (!isRecord(file)) return refuse('a policy test is an object');
  const keys = field(file, 'keys') ?? {};
  if (!isRecord(keys)) return refuse('"keys" is not an object');
  const cases = field(file, 'cases');
  if (!Array.isArray(cases)) return refuse('"cases" is not a list');
  const resolve = nameResolver(keys);
  const results: PolicyTestCase[] = [];
  for (const [index, raw] of cases.entries()) {
    const fullCase = resolve(raw, 0);
    if (fullCase === tooDeep) return refuse(`case ${index + 1} is nested more than ${maxDepth} levels deep`);
    if (!isRecord(fullCase)) return refuse(`case ${index + 1} is not an object`);
    const root = field(fullCase, 'root') ?? resolve(field(file, 'root') ?? [], 0);
    const result = runCase(fullCase, index, root);
    if (typeof result === 'string') return refuse(result);
    results.push(result);
  }
  return { ok: true, cases: results };
}

function runCase(test: RawRecord, index: number, root: unknown): PolicyTestCase | string {
  const id = field(test, 'id');
  if (typeof id !== 'string') return `case ${index + 1} has no id`;
  const expected = field(test, 'expected');
  if (expected !== 'allow' && expected !== 'deny') return `case ${id}: "expected" is neither allow nor deny`;
  const lists = { services: list(test, 'services'), groups: list(test, 'groups'), agents: list(test, 'agents') };
  const keys = { revoked: list(test, 'revoked'), root: Array.isArray(root) ? root : undefined };
  const policy = { ...lists, ...keys };
  if (!isComplete(policy)) {
    const wrong = Object.entries(policy).find(([, items]) => items === undefined);
    return `case ${id}: "${wrong?.[0]}" is not a list`;
  }

  const request = { subject: text(test, 'subject'), actor: text(test, 'actor'), action: text(test, 'action') };
  const agent = field(test, 'agent');
  const candidate = agent === undefined || agent === null ? {} : { agent: text(test, 'agent') };
  const { decision: got, code } = decide(compilePolicy({ revision: 0, ...policy }), { ...request, ...candidate });
  const wanted = field(test, 'code');
  return { id, expected, got, code, pass: got === expected && (wanted === undefined || wanted === code) };
}

function list(test: RawRecord, name: string): unknown[] | undefined {
  const items = field(test, name) ?? [];
  return Array.isArray(items) ? items : undefined;
}

type Lists<T> = Record<'services' | 'groups' | 'agents' | 'revoked' | 'root', T>;

function isComplete(lists: Lists<unknown[] | undefined>): lists is Lists<unknown[]> {
  return Object.values(lists).every((items) => items !== undefined);
}

/** What is not text can name nobody and nothing. */
function text(test: RawRecord, name: string): string {
  const value = field(test, name);
  return typeof value === 'string' ? value : '';
}

const tooDeep = Symbol('too deep');

/** Puts keys in place of their names, at any depth: `@name`, `^@name` in upper case, `ed25519:@name`. */
function nameResolver(keys: RawRecord): (value: unknown, depth: number) => unknown {
  const forms = new Map<string, string>();
  for (const [name, key] of Object.entries(keys)) {
    if (typeof key !== 'string') continue;
    forms.set(name, key);
    forms.set(`^${name}`, key.toUpperCase());
    forms.set(`ed25519:${name}`, `ed25519:${key}`);
  }
  const resolve = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return forms.get(value) ?? value;
    if (typeof value !== 'object' || value === null) return value;
    if (depth > maxDepth) return tooDeep;
    const entries = Object.entries(value).map(([name, item]) => [name, resolve(item, depth + 1)] as const);
    if (entries.some(([, item]) => item === tooDeep)) return tooDeep;
    // From entries, so that a member called __proto__ stays a member.
    return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
  };
  return resolve;
}

function refuse(message: string): PolicyTestResult {
  return { ok: false, message };
}
