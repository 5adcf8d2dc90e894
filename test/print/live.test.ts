// What the live block sends to the terminal. How that looks is in test/cli/views/run-live.test.ts.

import { afterEach, expect, test } from 'vitest';
import { type Frame, LiveBlock } from '../../src/print/live.ts';
import { memoryTerminal } from './memory-terminal.ts';
import { showScreen } from './show-screen.ts';

const size = { columns: 20, rows: 6 };
const open: LiveBlock[] = [];

function start(frames: Frame[]) {
  const writes: string[] = [];
  const { terminal } = memoryTerminal(size, writes);
  let now = 0;
  let composed = 0;
  const live = new LiveBlock({
    terminal,
    tick: () => now,
    compose: () => frames[composed++] ?? { permanent: [], block: [] },
  });
  open.push(live);
  return {
    live,
    writes,
    frames: () => composed,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

afterEach(() => {
  for (const live of open.splice(0)) live.close();
});

test('a frame is one write', () => {
  const { live, writes, pass } = start([
    { permanent: ['above'], block: ['one', 'two'] },
    { permanent: ['more'], block: ['two'] },
  ]);
  live.changed();
  pass(100);
  live.changed();
  // The first write hides the cursor.
  expect(writes).toHaveLength(3);
});

test('many changes within 100 ms are one frame', () => {
  const { live, frames, pass } = start([]);
  live.changed();
  for (let i = 0; i < 99; i += 1) {
    pass(1);
    live.changed();
  }
  expect(frames()).toBe(1);
  pass(1);
  live.changed();
  expect(frames()).toBe(2);
});

test('lines above stay, the block is replaced, and shorter lines leave no rest', async () => {
  const { live, writes } = start([
    { permanent: [], block: ['a long line', 'second', 'third'] },
    { permanent: ['kept'], block: ['short', 'x'] },
    { permanent: ['kept too'], block: [] },
  ]);
  live.draw();
  live.draw();
  const before = writes.join('');
  live.draw();
  const after = writes.join('');
  expect(await showScreen(before, size)).toBe('kept\nshort\nx');
  expect(await showScreen(after, size)).toBe('kept\nkept too');
});

test('a block higher than the screen is cut, so that its first line can be reached again', async () => {
  const tall = Array.from({ length: 30 }, (_, i) => `line ${i}`);
  const { live, writes } = start([
    { permanent: ['head'], block: tall },
    { permanent: [], block: tall.map((line) => `${line}!`) },
  ]);
  live.draw();
  live.draw();
  expect(await showScreen(writes.join(''), size)).toBe('head\nline 0!\nline 1!\nline 2!\nline 3!');
});

test('what is written aside stands between the lines above and the block', async () => {
  const { live, writes } = start([
    { permanent: [], block: ['block'] },
    { permanent: ['above'], aside: () => writes.push('aside\n'), block: ['block'] },
    { permanent: [], block: ['block, new'] },
  ]);
  live.draw();
  live.draw();
  live.draw();
  expect(await showScreen(writes.join(''), size)).toBe('above\naside\nblock, new');
});

test('closing takes the block away and gives the cursor back', async () => {
  const { live, writes } = start([
    { permanent: [], block: ['block'] },
    { permanent: ['last'], block: ['block'] },
  ]);
  live.draw();
  live.close();
  expect(writes.at(-1)).toBe('\u001b[?25h');
  expect(await showScreen(writes.join(''), size)).toBe('last');
});
