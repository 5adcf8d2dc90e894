// Compiling never throws, whatever a script says, and every diagnostic points into the script.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { Source } from '../../src/diagnostics/source.ts';
import { compilePlan } from '../../src/plan/compile.ts';
import { parseScript } from '../../src/script/parse.ts';
import { holds } from '../setup/holds.ts';
import { anyScript } from './any-lines.ts';
import { compileText, context } from './planning.ts';

const corpus = join(import.meta.dirname, '../../../shared/data/heroscript/corpus');

function expectPlaces(diagnostics: readonly Diagnostic[], source: Source): void {
  for (const { span } of diagnostics) {
    if (span === undefined) continue;
    expect(span.source).toBe(source);
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(source.text.length);
  }
}

test('made up', () => {
  holds(
    fc.property(anyScript, fc.option(fc.constantFrom('a', '2', '#1')), (text, from) => {
      const { plan, diagnostics } = compileText(text, {
        variables: { A: 'a' },
        ...(from === null ? {} : { from }),
      });
      const [first] = diagnostics.flatMap(({ span }) => (span === undefined ? [] : [span.source]));
      if (first !== undefined) expectPlaces(diagnostics, first);
      const known = new Set(plan.jobs.map(({ n }) => n));
      if (diagnostics.some(({ severity }) => severity === 'error')) return;
      for (const step of plan.steps) {
        expect(step.after.filter((n) => !known.has(n))).toEqual([]);
        for (const { job, param, placeholder } of step.references) {
          expect(step.after).toContain(job);
          expect(step.kind === 'job' ? step.params[param] : step.text).toContain(placeholder);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

if (!existsSync(corpus)) console.log('skipped: no corpus');
test.skipIf(!existsSync(corpus))('written by people', () => {
  const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(hero|md|heroscript)$/.test(name),
  );
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const source = new Source(file, readFileSync(join(corpus, file), 'utf8'));
    const script = parseScript(source);
    const items = script.actions.map((action) => ({ kind: 'action' as const, action }));
    expectPlaces(compilePlan([{ script, items }], context()).diagnostics, source);
  }
});
