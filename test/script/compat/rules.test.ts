// The rules of docs/compatibility.md: each example is read otherwise by both, and told; the page is fresh.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compatibilityRules } from '../../../scripts/compatibility/rules.ts';
import { checkHerolib } from '../../../src/script/compat/check.ts';
import { readAsHerolib } from '../../../src/script/compat/herolib.ts';
import { parseActions } from '../reference.ts';
import { ruleOfReading } from '../rules.ts';

function nameOf(isDocument = false): string {
  return isDocument ? 'example.md' : 'example.hero';
}

describe('rules', () => {
  const withScript = compatibilityRules.filter((rule) => rule.script !== undefined);

  test.each(withScript)('$id: both read the example otherwise', ({ script = '', isDocument }) => {
    const { actions, diagnostics } = parseActions(script, nameOf(isDocument));
    const ours = actions.map(({ type, actor, action, params, args }) => [
      [type, actor, action],
      params.map(({ key, value }) => [key, value.text]),
      args.map(({ text }) => text),
    ]);
    const theirs = readAsHerolib(script).map((one) =>
      'rejected' in one
        ? one.rejected
        : [
            [one.type, one.actor, one.action],
            [...one.read.params].map(([key, { value }]) => [key, value]),
            one.read.args,
          ],
    );
    const isWrong = diagnostics.some(({ severity }) => severity === 'error');
    expect(isWrong ? undefined : ours).not.toEqual(theirs);
  });

  test.each(withScript)('$id: it is told, and by this rule', ({ id, script = '', told, isDocument }) => {
    const parsed = parseActions(script, nameOf(isDocument));
    const all = [...parsed.diagnostics, ...checkHerolib(parsed)].map(({ code, message }) => `${code} ${message}`);
    expect(all.join('\n')).toMatch(told ?? /^$/);
    expect(ruleOfReading(script, nameOf(isDocument))?.id).toBe(id);
  });

  test.each(compatibilityRules.filter(({ asked }) => asked !== undefined))(
    '$id: both answer otherwise',
    ({ asked }) => {
      expect(asked?.ours()).not.toBe(asked?.theirs);
    },
  );

  test('each has a name of its own', () => {
    const ids = compatibilityRules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('docs/compatibility.md is made from them', () => {
  const script = join(import.meta.dirname, '../../../scripts/gen-compatibility.ts');
  expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
});
