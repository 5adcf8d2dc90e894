// The examples of the directives do what the reference says they do, and the reference is up to date.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { coreActor } from '../../src/actors/builtin/core.ts';
import { createCatalogue } from '../../src/app/catalogue.ts';
import { directiveName } from '../../src/directives/directive.ts';
import { directives, findDirective } from '../../src/directives/registry.ts';
import { planFiles } from '../plan/planning.ts';

const catalogue = createCatalogue(new Map([['core', coreActor]]), []);
const examples = directives.flatMap((directive) =>
  directive.examples.map((example, i) => [`${directiveName(directive)} ${i + 1}`, example] as const),
);

describe('examples', () => {
  test.each(examples)('%s', async (_, { script, files, plan }) => {
    expect(await planFiles({ 'example.hero': script, ...files }, { catalogue })).toBe(plan);
  });

  test('each directive has one', () => {
    expect(directives.filter((directive) => directive.examples.length === 0)).toEqual([]);
  });
});

test('names and aliases are each there once, and lead to their directive', () => {
  const names = directives.flatMap((directive) => [
    [directiveName(directive), directive] as const,
    ...directive.aliases.map((alias) => [alias.name, directive] as const),
  ]);
  expect(new Set(names.map(([name]) => name)).size).toBe(names.length);
  for (const [name, directive] of names) {
    const [actor = '', action = ''] = name.split('.');
    expect(findDirective(actor, action)?.directive).toBe(directive);
  }
});

test('what an effect reads is declared as a param', () => {
  for (const { effect, params } of directives) {
    const named = Object.entries(effect).flatMap(([field, name]) =>
      ['param', 'key', 'value'].includes(field) ? [name] : [],
    );
    expect(params.map(({ name }) => name)).toEqual(expect.arrayContaining(named));
  }
});

test('docs/directives.md is made from them', () => {
  const script = join(import.meta.dirname, '../../scripts/gen-directives.ts');
  expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
});
