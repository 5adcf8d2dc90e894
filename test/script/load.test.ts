// Loading: real files in a temporary folder, what is read from them and in which order.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { LoadedScript } from '../../src/script/ast.ts';
import { type LoadOptions, loadScripts, type ScriptInput } from '../../src/script/load.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hero-load-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(files: Record<string, string | Uint8Array>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
}

async function load(inputs: (string | ScriptInput)[], options: LoadOptions = {}) {
  const all = inputs.map((input): ScriptInput => (typeof input === 'string' ? { kind: 'path', path: input } : input));
  const { scripts, diagnostics } = await loadScripts(all, { cwd: root, ...options });
  return { scripts, lines: scripts.flatMap((script) => tree(script, '')), problems: diagnostics.map(problem) };
}

function tree({ script, items }: LoadedScript, indent: string): string[] {
  const lines = [`${indent}${script.source.name}`];
  for (const item of items) {
    const { actor, action, params, args } = item.action;
    const words = [...args.map(({ text }) => text), ...params.map(({ key, value }) => `${key}=${value.text}`)];
    lines.push(`${indent}  ${[`${actor}.${action}`, ...words].join(' ')}`);
    if (item.kind === 'include') for (const inner of item.scripts) lines.push(...tree(inner, `${indent}    `));
  }
  return lines;
}

function problem({ code, message, span, file }: Diagnostic): string {
  const at = span?.source.positionAt(span.start);
  const place = span === undefined ? file : `${span.source.name}:${at?.line}:${at?.col}`;
  return `${code} ${place} ${message}`;
}

describe('inputs', () => {
  test('files, standard input and texts, in their order', async () => {
    write({ 'a.hero': '!!a.a x:1\n', 'notes.txt': '!!b.b\n', 'doc.md': '!prose\n!!c.c\n' });
    const { lines, problems } = await load([
      'a.hero',
      { kind: 'stdin', text: '!!d.d' },
      'notes.txt',
      { kind: 'stdin', text: Buffer.from('\ufeff!!e.e') },
      './doc.md',
      { kind: 'eval', text: '!!f.f', name: '<eval>' },
    ]);
    expect(lines).toEqual([
      ...['a.hero', '  a.a x=1', '<stdin>', '  d.d', 'notes.txt', '  b.b', '<stdin>', '  e.e'],
      ...['./doc.md', '  c.c', '<eval>', '  f.f'],
    ]);
    expect(problems).toEqual(['HS0007 ./doc.md:1:1 single exclamation mark in markdown is read as prose']);
  });

  test('a shebang and a byte order mark are no part of the script', async () => {
    write({ 'a.hero': '#!/usr/bin/env hero\n!!a.a\n', 'b.hero': '\ufeff#!/usr/bin/env hero\r\n!!b.b\r\n' });
    const { lines, problems } = await load(['a.hero', 'b.hero']);
    expect(lines).toEqual(['a.hero', '  a.a', 'b.hero', '  b.b']);
    expect(problems).toEqual([]);
  });

  test('a folder is all its scripts in one sort by path', async () => {
    write({
      'jobs/b.md': '!!b.md',
      'jobs/b/z.hero': '!!b.z',
      'jobs/a.heroscript': '!!a.a',
      'jobs/c.hs': '!!c.c',
      'jobs/hero.hero': '!!config.set',
      'jobs/b/hero.hero': '!!b.hero',
      'jobs/.hidden/x.hero': '!!x.x',
      'jobs/.heroscript': '!!x.x',
      'jobs/node_modules/x.hero': '!!x.x',
      'jobs/readme.txt': '!!x.x',
    });
    const { lines, problems } = await load(['jobs']);
    expect(lines).toEqual([
      ...['jobs/a.heroscript', '  a.a', 'jobs/b.md', '  b.md', 'jobs/b/hero.hero', '  b.hero'],
      ...['jobs/b/z.hero', '  b.z', 'jobs/c.hs', '  c.c'],
    ]);
    expect(problems).toEqual([]);
  });

  test('a folder in the order of herolib: by kind, then folder by folder', async () => {
    write({
      'jobs/b.md': '!!b.md',
      'jobs/b/z.md': '!!z.md',
      'jobs/b/a.hero': '!!ba.hero',
      'jobs/b.hero': '!!b.hero',
      'jobs/a.heroscript': '!!a.heroscript',
      'jobs/a.hs': '!!a.hs',
      'jobs/z.MD': '!!zz.md',
    });
    const { scripts } = await loadScripts([{ kind: 'path', path: 'jobs' }], { cwd: root, order: 'herolib' });
    const names = scripts.map(({ script }) => script.source.name.slice('jobs/'.length));
    expect(names).toEqual(['b/z.md', 'b.md', 'z.MD', 'b/a.hero', 'b.hero', 'a.heroscript', 'a.hs']);
  });

  test('a folder that links to itself ends', async () => {
    write({ 'jobs/a.hero': '!!a.a' });
    symlinkSync('.', join(root, 'jobs/again'));
    symlinkSync('a.hero', join(root, 'jobs/b.hero'));
    symlinkSync('nowhere', join(root, 'jobs/c.hero'));
    expect((await load(['jobs'])).lines).toEqual(['jobs/a.hero', '  a.a', 'jobs/b.hero', '  a.a']);
  });

  test('fences alone', async () => {
    write({ 'a.md': '!!a.a\n\n```heroscript\n!!b.b\nx:1\n```\n!!c.c\n' });
    const { lines, problems } = await load(['a.md'], { markdown: 'fenced' });
    expect(lines).toEqual(['a.md', '  b.b']);
    expect(problems).toEqual([]);
  });
});

describe('what cannot be read', () => {
  test('is told with the reason', async () => {
    write({ 'deploy.hero': '!!a.a', 'empty/readme.txt': 'x' });
    const { scripts, problems } = await load([
      'deplyo.hero',
      'empty',
      'nowhere/x.hero',
      'deploy.hero/x',
      'x'.repeat(300),
    ]);
    expect(scripts).toEqual([]);
    expect(problems).toEqual([
      'HS0601 deplyo.hero cannot read deplyo.hero: no such file',
      'HS0602 empty empty holds no scripts',
      'HS0601 nowhere/x.hero cannot read nowhere/x.hero: no such file',
      'HS0601 deploy.hero/x cannot read deploy.hero/x: no such file',
      `HS0601 ${'x'.repeat(300)} cannot read ${'x'.repeat(300)}: its name is too long`,
    ]);
    const { diagnostics } = await loadScripts([{ kind: 'path', path: 'deplyo.hero' }], { cwd: root });
    expect(diagnostics.map(({ help }) => help)).toEqual(['did you mean deploy.hero?']);
  });

  test.skipIf(process.getuid?.() === 0)('permission', async () => {
    write({ 'a.hero': '!!a.a' });
    chmodSync(join(root, 'a.hero'), 0);
    expect((await load(['a.hero'])).problems).toEqual(['HS0601 a.hero cannot read a.hero: permission denied']);
  });

  test('bytes that are no text', async () => {
    write({
      'nul.hero': '!!a.a\n!!b.b x:\0',
      'latin.hero': Buffer.from('!!a.a\n\n!!b.b x:caf\xe9\n', 'latin1'),
      'utf16.hero': Buffer.from('\ufeff!!a.a', 'utf16le'),
    });
    const { scripts, problems } = await load(['nul.hero', 'latin.hero', 'utf16.hero', { kind: 'stdin', text: '\0' }]);
    expect(scripts.map(({ script }) => script.actions)).toEqual([[]]);
    expect(problems).toEqual([
      'HS0010 nul.hero not a text file, it has a NUL byte in line 2',
      'HS0010 latin.hero not a text file, it has bytes that are not UTF-8 in line 3',
      'HS0010 utf16.hero not a text file, it has the mark of UTF-16',
      'HS0010 <stdin>:1:1 not a text file, it has a NUL byte',
    ]);
  });

  test('more than the limits', async () => {
    write({
      'a.hero': `!!a.a x:${'y'.repeat(100)}\n`,
      'b.hero': '!!b.b\n'.repeat(4),
      'c.hero': '!!include path:b.hero\n'.repeat(3),
    });
    expect((await load(['a.hero'], { maxBytes: 50 })).problems).toEqual([
      'HS0016 a.hero script has more than 50 bytes',
    ]);
    expect((await load(['b.hero'], { maxActions: 3 })).problems).toEqual([
      'HS0016 b.hero:4:1 script has more than 3 actions',
    ]);
    expect((await load(['c.hero'], { maxActions: 10 })).problems).toEqual([
      'HS0016 c.hero:3:1 scripts and their includes have more than 10 actions',
    ]);
    expect((await load([{ kind: 'stdin', text: 'x'.repeat(60) }], { maxBytes: 50 })).problems).toEqual([
      'HS0016 <stdin>:1:1 script has 60 bytes, more than 50',
    ]);
  });
});

describe('includes', () => {
  test('stand in the place of the line that asks, relative to its file', async () => {
    write({
      'main.hero': '!!a.first\n!!play.include path:parts/one.hero\n!!a.last\n',
      'parts/one.hero': "!!b.one\n!!include path:'../more'\n",
      'more/y.hero': '!!c.y',
      'more/x.hero': '!!c.x',
    });
    const { lines, problems } = await load(['main.hero']);
    expect(lines).toEqual([
      ...['main.hero', '  a.first', '  play.include path=parts/one.hero'],
      ...['    parts/one.hero', '      b.one', '      core.include path=../more'],
      ...['        more/x.hero', '          c.x', '        more/y.hero', '          c.y', '  a.last'],
    ]);
    expect(problems).toEqual([]);
  });

  test('twice is twice, and its mistakes are told once', async () => {
    write({ 'main.hero': '!!include path:a.hero\n!!play.run path:a.hero\n', 'a.hero': '!!a.a\nlost\n' });
    const { lines, problems } = await load(['main.hero']);
    expect(lines.filter((line) => line.includes('a.a'))).toHaveLength(2);
    expect(problems).toEqual(['HS0011 a.hero:2:1 line belongs to no action']);
  });

  test('only a double mark includes', async () => {
    write({ 'main.hero': '!include path:a.hero\n!!!play.include path:a.hero\n', 'a.hero': '!!a.a' });
    expect((await load(['main.hero'])).lines).toEqual([
      'main.hero',
      '  core.include path=a.hero',
      '  play.include path=a.hero',
    ]);
  });

  test('in a cycle are told with the chain', async () => {
    write({
      'main.hero': '!!include path:a.hero\n!!x.x\n',
      'a.hero': '!!include path:sub/b.hero\n',
      'sub/b.hero': '!!include path:../a.hero\n!!include path:./b.hero\n',
    });
    const { problems, lines } = await load(['main.hero']);
    expect(problems).toEqual([
      'HS0219 sub/b.hero:1:16 includes form a cycle: a.hero → sub/b.hero → a.hero',
      'HS0219 sub/b.hero:2:16 includes form a cycle: sub/b.hero → sub/b.hero',
    ]);
    expect(lines.at(-1)).toBe('  x.x');
  });

  test('that cannot be read are told at their value', async () => {
    write({
      'main.hero': "!!include path:'nowhere.hero'\n!!include path:empty\n!!include path:bytes.hero\n!!include\n",
      'empty/x.txt': '',
      'bytes.hero': Buffer.from([0xff, 0x80]),
      'a.hero': '!!a.a',
    });
    const { problems, lines } = await load(['main.hero']);
    expect(problems).toEqual([
      'HS0218 main.hero:1:16 cannot include nowhere.hero: no such file',
      'HS0602 main.hero:2:16 empty holds no scripts',
      'HS0218 main.hero:3:16 cannot include bytes.hero: not a text file, it has bytes that are not UTF-8 in line 1',
      'HS0204 main.hero:4:3 include needs a path',
    ]);
    expect(lines.at(-1)).toBe('  core.include');
  });

  test('fill the path with what the command line gives', async () => {
    write({
      'main.hero': "!!include path:'${ENV}/a.hero'\n!!include path:'{ENV}/a.hero' replace:'${NAME}:{ENV}'\n",
      'prod/a.hero': '!!a.a x:{NAME}',
    });
    const { lines, problems } = await load(['main.hero'], { variables: { ENV: 'prod' } });
    expect(lines.filter((line) => line.includes('a.a'))).toEqual(['      a.a x={NAME}', '      a.a x=prod']);
    expect(problems).toEqual([]);
    expect((await load(['main.hero'])).problems).toEqual([
      'HS0210 main.hero:1:16 there is no variable ENV when includes are read',
      'HS0218 main.hero:2:16 cannot include {ENV}/a.hero: no such file',
    ]);
  });

  test('replace whole names in values and arguments, and nothing else', async () => {
    write({
      'main.hero': '!!include path:a.hero replace:\'NAME:web, N:"x,y", x:z, A:b:c\'\n!!m.m v:@NAME\n',
      'a.hero':
        "!!x.NAME @NAME x:@NAME y:'${NAME}-{NAME} @NAMES {N} $${NAME} \\{NAME} mail@NAME' NAME:{other} a:@A\n" +
        "!!include path:@NAME.hero replace:'N:inner'\n",
      'web.hero': '!!w.w {N} v:{NAME}\n',
    });
    const { lines, problems } = await load(['main.hero']);
    expect(lines).toEqual([
      'main.hero',
      '  core.include path=a.hero replace=NAME:web, N:"x,y", x:z, A:b:c',
      '    a.hero',
      '      x.name web x=web y=web-web @NAMES x,y $${NAME} \\{NAME} mailweb name={other} a=b:c',
      '      core.include path=web.hero replace=N:inner',
      '        web.hero',
      '          w.w inner v=web',
      '  m.m v=@NAME',
    ]);
    expect(problems).toEqual([]);
    expect((await load([{ kind: 'eval', text: '!!include path:a.hero replace:x', name: '<eval>' }])).problems).toEqual([
      'HS0205 <eval>:1:31 "x" is not NAME:value',
    ]);
  });
});
