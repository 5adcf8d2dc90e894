// docs/actors.md: its actors load as they are, its scripts run with them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workplace } from '../setup/hero.ts';

interface Block {
  language: string;
  info: string;
  text: string;
  line: number;
}

const lines = readFileSync(join(import.meta.dirname, '../../docs/actors.md'), 'utf8').split('\n');
const blocks: Block[] = [];
let open: Block | undefined;
for (const [index, line] of lines.entries()) {
  const fence = /^```(\w*)\s*(.*)$/.exec(line);
  if (open === undefined && fence !== null) {
    open = { language: fence[1] ?? '', info: fence[2] ?? '', text: '', line: index + 1 };
  } else if (open !== undefined && line === '```') {
    blocks.push(open);
    open = undefined;
  } else if (open !== undefined) open.text += `${line}\n`;
}

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
  for (const { info, text } of blocks) {
    const file = /^file=(\S+)/.exec(info)?.[1];
    if (file !== undefined) workplace.write(file, text, text.startsWith('#!') ? 0o755 : 0o644);
  }
});
afterEach(() => workplace.remove());

for (const { language, info, text, line } of blocks) {
  if (language !== 'heroscript') continue;
  test(`the script at line ${line}`, async () => {
    workplace.write('x.hero', text);
    const command = info === 'ignore' ? ['check', 'x.hero'] : ['run', 'x.hero'];
    const { code, stderr } = await workplace.hero(command);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
}

test('every example in its actors is a good one', async () => {
  const examples = blocks.flatMap(({ text }) => [...text.matchAll(/(?:@example |examples: \[')(!![^'\n]*)/g)]);
  expect(examples.length).toBeGreaterThan(1);
  workplace.write('x.hero', examples.map(([, text]) => text).join('\n'));
  const { code, stderr } = await workplace.hero(['run', 'x.hero']);
  expect(stderr).toBe('');
  expect(code).toBe(0);
});
