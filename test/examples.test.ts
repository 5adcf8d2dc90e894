// Every example runs as it is, with exit code 0, on a store of its own.

import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { jsonLines, Workplace } from './setup/hero.ts';

const root = join(import.meta.dirname, '..');
const examples = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.hero'));

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
  cpSync(join(root, 'examples'), join(workplace.dir, 'examples'), { recursive: true });
});
afterEach(() => workplace.remove());

test('there are examples', () => {
  expect(examples.length).toBeGreaterThanOrEqual(5);
});

for (const name of examples) {
  test(name, async () => {
    const { code, stdout, stderr } = await workplace.hero(['run', '--json', join('examples', name)]);
    expect(stderr).toBe('');
    const events = jsonLines(stdout);
    expect(events.filter((event) => event.type === 'diagnostic')).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'run_end', exit: 0, failed: 0 });
    expect(code).toBe(0);
  });
}

test('the examples are laid out', async () => {
  const { code, stdout } = await workplace.hero(['fmt', '--check', 'examples']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
});
