// The decision table: every case with its answer and its code.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decide } from '../../src/acl/evaluate.ts';
import { compilePolicy } from '../../src/acl/policy.ts';
import { type PolicyTestCase, runPolicyTest } from '../../src/acl/policy-test.ts';
import { smallOrderEncodings } from '../identity/small-order.ts';

const reference = join(import.meta.dirname, '../../../shared/data/acl_cases.json');

function casesOf(path: string): PolicyTestCase[] {
  const answer = runPolicyTest(JSON.parse(readFileSync(path, 'utf8')));
  if (!answer.ok) throw new Error(answer.message);
  return answer.cases;
}

describe('the table', () => {
  for (const { id, expected, got, code, pass } of casesOf(join(import.meta.dirname, 'cases.json'))) {
    test(id, () => expect({ got, code, pass }).toEqual({ got: expected, code, pass: true }));
  }
});

describe('the reference table', () => {
  if (!existsSync(reference)) {
    console.log('skipped: no corpus');
    test.skip('no corpus', () => undefined);
    return;
  }
  test('every case is decided as it says, for the reason it says', () => {
    const cases = casesOf(reference);
    expect(cases.length).toBeGreaterThan(0);
    expect(cases.filter(({ pass }) => !pass)).toEqual([]);
  });
});

test('a key of small order is nobody, in any spelling', () => {
  const services = [{ actor: 'vm', actions: [{ action: 'start' }] }];
  const policy = compilePolicy({ revision: 1, services, groups: [], agents: [], revoked: [], root: [] });
  const keys = smallOrderEncodings();
  expect(keys).toHaveLength(14);
  for (const key of keys) {
    for (const subject of [key, key.toUpperCase(), `ed25519:${key}`]) {
      expect(decide(policy, { subject, actor: 'vm', action: 'start' }).code).toBe('BAD_SUBJECT');
    }
  }
});
