// How much memory a long script takes, by the system's count, with V8's own settings.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const program = `
  import { readFileSync } from 'node:fs';
  import { parse } from ${JSON.stringify(join(import.meta.dirname, '../../src/language.ts'))};
  const text = readFileSync(process.argv[1], 'utf8');
  parse(text.slice(0, 10_000));
  gc();
  const before = process.memoryUsage().rss;
  const { actions } = parse(text, { maxBytes: Infinity, maxActions: Infinity });
  const peak = process.resourceUsage().maxRSS * 1024 - before;
  if (actions.length !== 50_000 || actions[7].params[3].value.text !== "it's the one") throw new Error('misread');
  console.log(peak / text.length);
`;

test('reading takes a small multiple of the text', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hero-memory-'));
  try {
    const file = join(folder, 'long.hero');
    const body = `name:'web 1' memory:4\n    note:"it's the one" // why\n    cores:2\n\n`;
    writeFileSync(file, Array.from({ length: 50_000 }, (_, i) => `!!vm_manager.start id:${i} ${body}`).join(''));
    const args = ['--expose-gc', '--input-type=module', '--eval', program, file];
    const times = Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    expect(times).toBeLessThan(8);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
