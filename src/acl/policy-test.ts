// Policy test files: cases of records, a question and the expected answer, which people keep beside their policies.

import { normaliseKey } from '../records/keys.ts';
import { decide } from './evaluate.ts';
import { compilePolicy } from './policy.ts';

export interface PolicyTestCase {
  id: string;
  expected: string;
  got: string;
  /** The code of the decision. */
  code: string;
  /** The decision is the expected one, and so is the code where the file gives one. */
  pass: boolean;
}

export type PolicyTestAnswer = { ok: true; cases: PolicyTestCase[] } | { ok: false; message: string };

type Names = ReadonlyMap<string, string>;

/** `file`: parsed JSON with `cases`, and optionally `keys` (names that begin with @) and `root`. */
export function runPolicyTest(file: unknown): PolicyTestAnswer {
  if (!isObject(file) || !Array.isArray(file.cases)) return { ok: false, message: 'a policy test has a list `cases`' };
  const keys = file.keys ?? {};
  if (!isObject(keys)) return { ok: false, message: '`keys` is a map of @name to public key' };
  const names = new Map<string, string>();
  for (const [name, key] of Object.entries(keys)) {
    if (!name.startsWith('@') || normaliseKey(key) === undefined) {
      return { ok: false, message: `key ${name} is not a @name with 64 hex digits` };
    }
    names.set(name, key as string);
  }
  const cases: PolicyTestCase[] = [];
  for (const [index, one] of file.cases.entries()) {
    if (!isObject(one)) return { ok: false, message: `case ${index + 1} is not an object` };
    const { id, expected } = one;
    if (typeof id !== 'string' || (expected !== 'allow' && expected !== 'deny')) {
      return { ok: false, message: `case ${index + 1} needs an id and an expected answer, allow or deny` };
    }
    cases.push(runCase(id, expected, one, file.root, names));
  }
  return { ok: true, cases };
}

function runCase(
  id: string,
  expected: string,
  one: Record<string, unknown>,
  fileRoot: unknown,
  names: Names,
): PolicyTestCase {
  const policy = compilePolicy({
    revision: 0,
    services: listOf(replaceNames(one.services, names)),
    groups: listOf(replaceNames(one.groups, names)),
    agents: listOf(replaceNames(one.agents, names)),
    revoked: textsOf(replaceNames(one.revoked, names)),
    root: textsOf(replaceNames(one.root ?? fileRoot, names)),
  });
  const agent = replaceNames(one.agent, names);
  const decision = decide(policy, {
    subject: textOf(replaceNames(one.subject, names)),
    actor: textOf(one.actor),
    action: textOf(one.action),
    ...(typeof agent === 'string' ? { agent } : {}),
  });
  const { code } = decision;
  const pass = decision.decision === expected && (one.code === undefined || one.code === code);
  return { id, expected, got: decision.decision, code, pass };
}

/** Every string that is `@name`, `^@name` (upper case) or `ed25519:@name` becomes that key. */
function replaceNames(value: unknown, names: Names): unknown {
  if (typeof value === 'string') {
    const match = /^(\^|ed25519:)?(@.+)$/.exec(value);
    const key = names.get(match?.[2] ?? '');
    if (key === undefined) return value;
    if (match?.[1] === '^') return key.toUpperCase();
    return (match?.[1] ?? '') + key;
  }
  if (Array.isArray(value)) return value.map((item) => replaceNames(item, names));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, replaceNames(item, names)] as const);
  return Object.fromEntries(entries);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

/** A subject may be missing or no text at all; it is then nobody. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
