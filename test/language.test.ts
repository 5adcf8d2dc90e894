// `herorunner/language` as a program gets it: packed, installed in a folder of its own, with its types.

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules/.bin', name);
const page = readFileSync(join(root, 'docs/language.md'), 'utf8');
const [, example = ''] = /^```ts\n([\s\S]*?)^```$/m.exec(page) ?? [];
const [, shown = ''] = /^```text\n([\s\S]*?)^```$/m.exec(page) ?? [];

let dir: string;
const run = async (command: string, args: string[], cwd = dir): Promise<string> => {
  try {
    return (await promisify(execFile)(command, args, { cwd })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
  }
};

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hero-language-'));
  await run(bin('tsc'), ['-p', 'tsconfig.types.json'], root);
  const packed = await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', dir], root);
  const place = join(dir, 'node_modules/herorunner');
  mkdirSync(place, { recursive: true });
  await run('tar', ['-xzf', join(dir, packed.trim()), '-C', place, '--strip-components', '1']);
  writeFileSync(join(dir, 'package.json'), '{"type": "module"}');
  writeFileSync(join(dir, 'example.ts'), example);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('the example prints what the page shows', async () => {
  expect(await run(process.execPath, ['example.ts'])).toBe(shown);
});

test('its types are all there, with nothing else installed', async () => {
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', ''];
  writeFileSync(
    join(dir, 'typed.ts'),
    example.replaceAll(/console\.log/g, 'show').replace(/$/, '\ndeclare function show(...values: unknown[]): void;'),
  );
  await run(bin('tsc'), [...flags, 'typed.ts']);
  writeFileSync(
    join(dir, 'wrong.ts'),
    "import { parse } from 'herorunner/language';\nexport const n: number = parse('');\n",
  );
  await expect(run(bin('tsc'), [...flags, 'wrong.ts'])).rejects.toThrow('TS2322');
});

test('the table names what there is', async () => {
  const names = [...page.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)/g)].map(([, name]) => name),
  );
  writeFileSync(
    join(dir, 'names.js'),
    "import * as all from 'herorunner/language'; console.log(Object.keys(all).join(' '));",
  );
  const there = (await run(process.execPath, ['names.js'])).trim().split(' ');
  expect(there.sort()).toEqual(names.sort());
});
