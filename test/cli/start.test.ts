// What a start loads of node's own modules. Some take longer than all of `hero`, and come in by one careless import.

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workplace } from '../setup/hero.ts';

const heavy = ['_http_server', 'http', 'https', 'http2', 'tls', 'inspector', 'repl', 'test'];

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
  cpSync(join(import.meta.dirname, '../../examples'), join(workplace.dir, 'examples'), { recursive: true });
});
afterEach(() => workplace.remove());

for (const args of [['run', 'examples/hello.hero'], ['check', 'examples/hello.hero'], ['job', 'ls'], ['--help']]) {
  test(`hero ${args.join(' ')} loads nothing heavy`, async () => {
    const spy = workplace.write(
      'spy.cjs',
      `process.on('exit', () => require('node:fs').writeFileSync(process.env.LOADED, process.moduleLoadList.join('\\n')));`,
    );
    const env = { NODE_OPTIONS: `--require=${spy}`, LOADED: join(workplace.dir, 'loaded.txt') };
    const { code } = await workplace.hero(args, { env });
    expect(code).toBe(0);
    const loaded = workplace.read('loaded.txt').split('\n');
    expect(loaded).toContain('NativeModule path');
    expect(heavy.filter((name) => loaded.includes(`NativeModule ${name}`))).toEqual([]);
  });
}
