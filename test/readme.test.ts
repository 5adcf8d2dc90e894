// Every code block of the documents does what they say. HeroScript runs, TypeScript and shell become actors.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Workplace } from './setup/hero.ts';

const root = join(import.meta.dirname, '..');

interface Block {
  language: string;
  /** What follows the language, e.g. `error=HS0202`. */
  info: string;
  text: string;
  line: number;
}

function blocksOf(file: string): Block[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const [index, line] of lines.entries()) {
    const fence = /^```(\w*)\s*(.*)$/.exec(line);
    if (fence !== null && open === undefined) {
      open = { language: fence[1] ?? '', info: fence[2] ?? '', text: '', line: index + 1 };
    } else if (line === '```' && open !== undefined) {
      blocks.push(open);
      open = undefined;
    } else if (open !== undefined) {
      open.text += `${line}\n`;
    }
  }
  return blocks;
}

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

describe('README.md', () => {
  const blocks = blocksOf('README.md');

  for (const block of blocks.filter(({ language }) => language === 'heroscript')) {
    test(`the script at line ${block.line}`, async () => {
      workplace.write('x.hero', block.text);
      const { code, stderr } = await workplace.hero(['run', 'x.hero']);
      const expected = /error=(HS\d+)/.exec(block.info)?.[1];
      if (expected === undefined) {
        expect(stderr).toBe('');
        expect(code).toBe(0);
      } else {
        expect(stderr).toContain(`error[${expected}]`);
        expect(code).toBe(3);
      }
    });
  }

  test('the actor in TypeScript', async () => {
    const [block] = blocks.filter(({ language }) => language === 'ts');
    workplace.write('actors/greeter.ts', block?.text ?? '');
    const good = await workplace.hero(['run', '-e', '!!greeter.greet name:ann times:2']);
    expect(good.stderr).toBe('');
    expect(good.code).toBe(0);
    const bad = await workplace.hero(['run', '-e', '!!greeter.greet name:nobody']);
    expect(bad.stderr).toContain('there is nobody to greet');
    expect(bad.stderr).toContain('17');
    expect(bad.code).toBe(1);
    const wrong = await workplace.hero(['run', '-e', '!!greeter.greet name:ann times:0']);
    expect(wrong.stderr).toContain('HS0205');
    expect(wrong.code).toBe(3);
  });

  test('the actor in shell', async () => {
    const [block] = blocks.filter(({ language, text }) => language === 'sh' && text.startsWith('#!'));
    workplace.write('actors/disk/usage', block?.text ?? '', 0o755);
    const { stdout, code } = await workplace.hero(['run', '--json', '-e', '!!disk.usage path:/tmp']);
    expect(stdout).toMatch(/"result":\{"kilobytes":\d+\}/);
    expect(code).toBe(0);
    const missing = await workplace.hero(['run', '-e', '!!disk.usage']);
    expect(missing.stderr).toContain('HS0204');
  });

  test('its commands exist', async () => {
    const { stdout } = await workplace.hero(['--help']);
    const [list] = blocks.filter(({ language }) => language === 'text');
    for (const [, name] of (list?.text ?? '').matchAll(/^hero (\w+)/gm)) expect(stdout).toContain(`  ${name} `);
    for (const path of ['scripts/hero', 'scripts/test', 'examples/hello.hero']) {
      expect(blocks.some(({ text }) => text.includes(path))).toBe(true);
      expect(readFileSync(join(root, path), 'utf8')).not.toBe('');
    }
  });
});

describe('docs/acl.md', () => {
  test('the policy test passes', async () => {
    const [block] = blocksOf('docs/acl.md').filter(({ language }) => language === 'json');
    workplace.write('policy.json', block?.text ?? '');
    const { stdout, code } = await workplace.hero(['acl', 'test', 'policy.json', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ cases: [{ pass: true }, { pass: true }] });
    expect(code).toBe(0);
    workplace.write('wrong.json', (block?.text ?? '').replace('"NO_GRANT"', '"BLOCKED"'));
    expect((await workplace.hero(['acl', 'test', 'wrong.json'])).code).toBe(1);
  });
});
