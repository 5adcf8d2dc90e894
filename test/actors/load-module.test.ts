// Actors as modules, in folders that have no node_modules.

import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ActorFolder } from './folder.ts';
import { Host } from './host.ts';

let host: Host;
beforeAll(() => {
  host = new Host();
});
afterAll(() => host.close());

let folder: ActorFolder;
beforeEach(() => {
  folder = new ActorFolder();
});
afterEach(() => folder.remove());

const definition = (name: string) =>
  `defineActor({ name: '${name}', description: 'of a test', actions: {
    twice: { description: 'double it', params: { n: z.int() }, run: ({ n }) => n * 2 },
  } })`;
const esm = `import { ActionError, defineActor, z } from 'herorunner';\n`;

async function twice(actor: string, n: string): Promise<unknown> {
  const { problems, value } = await host.load(folder.path, { actor, action: 'twice', params: { n } });
  return problems === '' ? value : problems;
}

describe('a module', () => {
  test.each<[string, string]>([
    ['typed.ts', `${esm}const one: number = 1;\nexport default ${definition('one')};\nvoid one;`],
    ['typed.mts', `${esm}export default ${definition('one')};`],
    ['plain.js', `${esm}export default ${definition('one')};`],
    ['plain.mjs', `${esm}export const actor = ${definition('one')};`],
    ['old.js', `const { defineActor, z } = require('herorunner');\nmodule.exports = ${definition('one')};`],
    ['one/index.ts', `${esm}export default ${definition('one')};`],
    ['one/actor.js', `${esm}export default ${definition('one')};`],
    ['one/index.mjs', `${esm}export default ${definition('one')};`],
  ])('%s', async (name, text) => {
    folder.write(name, text);
    expect(await twice('one', '21')).toBe(42);
    expect((await host.load(folder.path)).actors[0]).toMatchObject({ name: 'one', origin: join(folder.path, name) });
  });

  test('can have several actors, and be exported twice', async () => {
    folder.write(
      'many.ts',
      `${esm}export const a = ${definition('a')};\nexport const b = ${definition('b')};\nexport default a;`,
    );
    expect(await twice('a', '1')).toBe(2);
    expect(await twice('b', '2')).toBe(4);
  });

  test('can import its own files, whose names begin with _', async () => {
    folder.write('_double.ts', 'export const double = (n: number): number => n * 2;');
    folder.write(
      'one.ts',
      `${esm}import { double } from './_double.ts';
      export default defineActor({ name: 'one', description: '', actions: {
        twice: { description: '', params: { n: z.int() }, run: ({ n }) => double(n) } } });`,
    );
    expect(await twice('one', '4')).toBe(8);
  });

  test('can use a zod of its own', async () => {
    cpSync(join(import.meta.dirname, '../../node_modules/zod'), join(folder.path, 'node_modules/zod'), {
      recursive: true,
    });
    folder.write(
      'one.ts',
      `import { defineActor, z as ours } from 'herorunner';\nimport { z } from 'zod';
      export default defineActor({ name: 'one', description: '', actions: {
        twice: { description: '', params: z.object({ n: z.int().max(9).default(5) }), run: ({ n }) => n * 2 },
        same: { description: '', params: { n: z.int() }, run: () => z === ours } } });`,
    );
    const { actors } = await host.load(folder.path);
    expect(actors[0]?.params).toMatchObject({ twice: [{ name: 'n', type: 'int', default: '5' }] });
    expect(await twice('one', '4')).toBe(8);
    const large = await host.load(folder.path, { actor: 'one', action: 'twice', params: { n: '10' } });
    expect(large.check).toMatchObject([{ kind: 'type', param: 'n' }]);
    const same = await host.load(folder.path, { actor: 'one', action: 'same', params: { n: '1' } });
    expect(same.value).toBe(false);
  });

  test('its ActionError is ours', async () => {
    folder.write(
      'one.ts',
      `${esm}export default defineActor({ name: 'one', description: '', actions: {
        twice: { description: '', run() { throw new ActionError('no room', 17); } } } });`,
    );
    const { failed } = await host.load(folder.path, { actor: 'one', action: 'twice', params: {} });
    expect(failed).toEqual({ message: 'no room', code: 17, isActionError: true });
  });

  test('can be a link to one elsewhere', async () => {
    const other = new ActorFolder();
    try {
      symlinkSync(other.write('real.ts', `${esm}export default ${definition('one')};`), join(folder.path, 'link.ts'));
      expect(await twice('one', '3')).toBe(6);
    } finally {
      other.remove();
    }
  });
});

describe('what is no actor', () => {
  test('is left alone', async () => {
    for (const name of ['types.d.ts', 'one.test.ts', '_own.ts', '.hidden.js', 'notes.md', 'package.json', 'a.css']) {
      folder.write(name, '!! not to be loaded');
    }
    folder.write('node_modules/x/index.js', 'throw new Error("not to be loaded")');
    folder.write('empty/data.json', '{}');
    expect(await host.load(folder.path)).toMatchObject({ actors: [], problems: '' });
  });

  test.each<[string, string, string]>([
    ['throws', 'two.ts', `const a: number = 1;\nthrow new Error('boom ' + a);`],
    ['throws a text', 'two.js', `throw 'just text';`],
    ['does not parse', 'two.js', `export const a = 1;\nconst b = ;`],
    ['does not parse as TypeScript', 'two.ts', `export const a: number = 1;\nconst b: = 3;`],
    ['has an enum', 'two.ts', `export const a = 1;\nenum Colour { Red }`],
    ['imports a package that is not there', 'two.ts', `export const a = 1;\nimport x from 'nowhere-at-all';`],
    ['imports a file that is not there', 'two.ts', `import { x } from './gone.ts';\nexport const y = x;`],
    ['imports a name that is not there', 'two.ts', `import { defineActress } from 'herorunner';\nvoid defineActress;`],
    ['exports nothing', 'two.js', 'export const a = 1;'],
    ['has a wrong name', 'two.js', `${esm}\nexport default ${definition('Not A Name')};`],
    [
      'has a schema of another kind',
      'two.js',
      `${esm}\nexport default defineActor({ name: 'two', description: '', actions: { a: { description: '', params: { n: 'int' }, run() {} } } });`,
    ],
    ['is made by hand', 'two.js', `export default { name: 'two', actions: new Map([['a', { signature: {} }]]) };`],
  ])('%s', async (_, name, text) => {
    folder.write('good.js', `${esm}export default ${definition('good')};`);
    folder.write(name, text);
    const { actors, severities, problems } = await host.load(folder.path);
    expect(actors.map((actor) => actor.name)).toEqual(['good']);
    expect(severities).toEqual(['error HS0605']);
    const shown = problems.replaceAll(folder.path, 'actors');
    expect(shown).not.toMatch(/^ +at /m);
    expect(shown).toMatchSnapshot();
  });
});

test('nothing is written to the terminal by loading', () => {
  expect(host.stderr).toBe('');
});
