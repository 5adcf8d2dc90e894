// Policy test files: names in place of keys, what counts as passed, and files that are none.

import { expect, test } from 'vitest';
import { runPolicyTest } from '../../src/acl/policy-test.ts';

const key = '7ac2445779b9cad8cd55b2ae6332c9ca98713466e1d3336e2f82ebcc5dafad7f';
const services = [{ actor: 'vm', actions: [{ action: 'start' }], acl: { ace: [{ users: ['@ann'], right: 'write' }] } }];
const base = { id: 'one', services, groups: [], subject: '@ann', actor: 'vm', action: 'start', expected: 'allow' };

function run(...cases: object[]) {
  return runPolicyTest({ keys: { '@ann': key }, cases });
}

test('names stand for keys in every spelling and at any depth', () => {
  const guid = {
    groups: [{ guid: '@ann', members: ['@ann'] }],
    services: [{ ...services[0], acl: { ace: [{ groups: ['@ann'], right: 'write' }] } }],
  };
  expect(
    run(
      base,
      { ...base, id: 'upper', subject: '^@ann' },
      { ...base, id: 'prefix', subject: 'ed25519:@ann' },
      { ...base, id: 'unknown', subject: '@ben', expected: 'deny' },
      { ...base, id: 'guid', ...guid, expected: 'deny' },
    ),
  ).toEqual({
    ok: true,
    cases: [
      { id: 'one', expected: 'allow', got: 'allow', code: 'GRANT', pass: true },
      { id: 'upper', expected: 'allow', got: 'allow', code: 'GRANT', pass: true },
      { id: 'prefix', expected: 'allow', got: 'allow', code: 'GRANT', pass: true },
      { id: 'unknown', expected: 'deny', got: 'deny', code: 'BAD_SUBJECT', pass: true },
      { id: 'guid', expected: 'deny', got: 'deny', code: 'NO_GRANT', pass: true },
    ],
  });
});

test('the code counts where it is given', () => {
  const answer = run(
    { ...base, code: 'ROOT' },
    { ...base, expected: 'deny' },
    { ...base, expected: 'deny', code: 'GRANT' },
  );
  expect(answer.ok && answer.cases.map(({ pass }) => pass)).toEqual([false, false, false]);
});

test('a case has its own root and revoked keys, else those of the file', () => {
  const closed = { ...base, services: [{ ...services[0], acl: {} }] };
  const answer = runPolicyTest({
    keys: { '@ann': key },
    root: ['@ann'],
    cases: [closed, { ...closed, root: [], expected: 'deny' }, { ...closed, revoked: ['@ann'], expected: 'deny' }],
  });
  expect(answer.ok && answer.cases.map(({ code }) => code)).toEqual(['ROOT', 'NO_GRANT', 'KEY_REVOKED']);
});

function nested(depth: number): unknown {
  return depth === 0 ? [] : [nested(depth - 1)];
}

test.each([
  [null, 'a policy test is an object'],
  [[], 'a policy test is an object'],
  [{}, '"cases" is not a list'],
  [{ cases: {}, keys: {} }, '"cases" is not a list'],
  [{ cases: [], keys: [] }, '"keys" is not an object'],
  [{ cases: [7] }, 'case 1 is not an object'],
  [{ cases: [base, {}] }, 'case 2 has no id'],
  [{ cases: [{ ...base, expected: 'maybe' }] }, 'case one: "expected" is neither allow nor deny'],
  [{ cases: [{ ...base, groups: {} }] }, 'case one: "groups" is not a list'],
  [{ cases: [base], root: 'x' }, 'case one: "root" is not a list'],
  [{ cases: [{ ...base, services: nested(500) }] }, 'case 1 is nested more than 64 levels deep'],
])('a file that is none: %#', (file, message) => {
  expect(runPolicyTest(file)).toEqual({ ok: false, message });
});
