// The watcher alone: what was written before it began to look, and places where the system gives no notice.

import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Watcher } from '../../../src/app/watch/watcher.ts';

let dir = '';
let told: string[][] = [];
let wake = () => {};
let watcher: Watcher;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hero-watch-'));
  told = [];
  watcher = new Watcher((paths) => {
    told.push(paths.map((path) => path.slice(dir.length + 1)));
    wake();
  });
});
afterEach(() => {
  watcher.close();
  rmSync(dir, { recursive: true });
});

const at = (name: string) => join(dir, name);
const watch = (names: string[], since = Date.now(), folders: string[] = []) =>
  watcher.watch({ scripts: names.map(at), folders: folders.map(at) }, since);

async function changes(count: number): Promise<string[][]> {
  while (told.length < count) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  return told;
}

test('what was written between the reading and the first look is told', async () => {
  writeFileSync(at('a.hero'), '1');
  const before = new Date(Date.now() - 60_000);
  utimesSync(at('a.hero'), before, before);
  // The clock of a file system is a little behind.
  const since = Date.now() - 1_000;
  writeFileSync(at('a.hero'), '2');
  await watch(['a.hero'], since);
  expect(await changes(1)).toEqual([['a.hero']]);
});

test('a file from the future is not told again and again', async () => {
  writeFileSync(at('a.hero'), '1');
  const future = new Date(Date.now() + 86_400_000);
  utimesSync(at('a.hero'), future, future);
  await watch(['a.hero']);
  await watch(['a.hero', 'b.hero']);
  // Two looks.
  await delay(2_200);
  expect(told).toEqual([]);
});

test('a file in folders that are not there yet, and one behind a link', async () => {
  mkdirSync(at('far'));
  writeFileSync(at('far/real.hero'), '1');
  symlinkSync(at('far/real.hero'), at('link.hero'));
  await watch(['one/two/late.hero', 'link.hero'], Date.now() + 1);
  mkdirSync(at('one/two'), { recursive: true });
  // The folders are seen before the file is there.
  await delay(300);
  writeFileSync(at('one/two/late.hero'), '1');
  expect(await changes(1)).toEqual([['one/two/late.hero']]);
  // Nothing happens where the link is.
  writeFileSync(at('far/real.hero'), '22');
  expect((await changes(2))[1]).toEqual(['link.hero']);
});

test('a folder that is replaced is watched on', async () => {
  mkdirSync(at('actors/disk'), { recursive: true });
  writeFileSync(at('actors/disk/usage'), '1');
  await watch([], Date.now() + 1, ['actors']);
  mkdirSync(at('other/disk'), { recursive: true });
  writeFileSync(at('other/disk/free'), '1');
  renameSync(at('actors'), at('old'));
  renameSync(at('other'), at('actors'));
  expect(await changes(1)).toEqual([['actors/disk/free', 'actors/disk/usage']]);
  writeFileSync(at('actors/disk/free'), '22');
  expect((await changes(2))[1]).toEqual(['actors/disk/free']);
});

test('a file that is written for long is told once, when it is whole', async () => {
  writeFileSync(at('a.hero'), '');
  await watch(['a.hero'], Date.now() + 1);
  const began = Date.now();
  for (let i = 1; i <= 10; i += 1) {
    writeFileSync(at('a.hero'), 'x'.repeat(i));
    await delay(60);
  }
  await changes(1);
  expect(Date.now() - began).toBeGreaterThan(600);
  // Longer than a file has to be left alone.
  await delay(500);
  expect(told).toHaveLength(1);
});
