// `hero acl test`: does the access control answer as a policy test file says.

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type PolicyTestCase, runPolicyTest } from '../../acl/policy-test.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { reasonOf } from '../../ground/reasons.ts';
import type { Settings } from '../settings.ts';

export async function testPolicy(
  settings: Settings,
  path: string,
): Promise<{ ok: true; cases: PolicyTestCase[] } | { ok: false; diagnostic: Diagnostic }> {
  const refuse = (code: 'HS0601' | 'HS0607', message: string, help: string) => ({
    ok: false as const,
    diagnostic: { code, severity: 'error' as const, message, file: path, help },
  });
  let text: string;
  try {
    text = await readFile(resolve(settings.cwd, path), 'utf8');
  } catch (error) {
    return refuse('HS0601', `cannot read ${path}: ${reasonOf(error)}`, 'name a file that this user may read');
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const message = `the policy test is not JSON: ${(error as Error).message}`;
    return refuse('HS0607', message, formHelp);
  }
  const answer = runPolicyTest(content);
  return answer.ok ? answer : refuse('HS0607', answer.message, formHelp);
}

const formHelp = 'see docs/acl.md for the form of a policy test';
