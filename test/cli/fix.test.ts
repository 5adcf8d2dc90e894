// `hero check --fix` from outside.

import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Workplace } from '../setup/hero.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

test('mends what was meant clearly, in every file, and leaves the rest with its diagnostic', async () => {
  workplace.write(
    'a.hero',
    `!!select_circle prod
!!play.include path:b.hero
!!core:echo
 text : \`hi\`
!!core.ecko text:b
`,
  );
  workplace.write('b.hero', '!!core.echo te-xt:a job.name:x,\n');
  const { stdout, stderr, code } = await workplace.hero(['check', '--fix', 'a.hero']);
  expect(workplace.read('a.hero')).toBe(`!!circle.select name:prod
!!play.include path:b.hero
!!core.echo
    text: 'hi'
!!core.ecko text:b
`);
  expect(workplace.read('b.hero')).toBe('!!core.echo te_xt:a job.name:x\n');
  expect(stdout).toContain('mended  a.hero  5 problems\nmended  b.hero  2 problems\ninvalid  7 mended  2 errors');
  expect(stderr).toMatch(/HS0202.*HS0203/s);
  expect(code).toBe(3);
});

test('a second time there is nothing to mend', async () => {
  workplace.write('a.hero', '!!core.echo text : hi\n');
  expect((await workplace.hero(['check', '--fix', 'a.hero'])).stdout).toBe(
    'mended  a.hero  1 problem\nok  1 mended  1 file  1 action\n',
  );
  expect((await workplace.hero(['check', '--fix', 'a.hero'])).stdout).toBe('ok  1 file  1 action\n');
});

test('JSON names the files that were changed', async () => {
  workplace.write('a.hero', '!!core.echo text : hi\n!!core.echo te-xt:a\n');
  workplace.write('b.hero', '!!core.echo text:hi\n');
  const mended = async (...flags: string[]) => {
    const { stdout } = await workplace.hero(['check', '--json', 'a.hero', 'b.hero', ...flags]);
    return (JSON.parse(stdout) as { mended?: unknown }).mended;
  };
  expect(await mended()).toBeUndefined();
  expect(await mended('--fix')).toEqual([{ file: 'a.hero', problems: 2 }]);
  expect(await mended('--fix')).toEqual([]);
});

test('what herolib reads otherwise is written so that both read the same', async () => {
  workplace.write(
    'a.hero',
    `!!core.echo text:"it's" b:"two words" # why
!!core.echo url:https://x.y/z   b:2 c:1.5
!!core.echo empty:
    text:"first
        second"
!!core.echo json:'{"a":1}' edge:" a"
!!core.echo "an arg"
!!core.echo a:1
    # it's one
    b:2
`,
  );
  await workplace.hero(['check', '--fix', '--compat', 'herolib', 'a.hero']);
  expect(workplace.read('a.hero')).toBe(`!!core.echo text:'it\\'s' b:'two words' // why
!!core.echo url:'https://x.y/z'   b:2 c:1.5
!!core.echo empty:''
    text:'first second'
!!core.echo json:'{"a":1}' edge:" a"
!!core.echo "an arg"
!!core.echo a:1
    # it's one
    b:2
`);
});

test('what has no effect any more goes with the old name of a directive', async () => {
  workplace.write(
    'a.hero',
    "!!context.configure coderoot:'/x' name:dev interactive:true // why\n!!context.configure\n    name:b\n    coderoot:\n        a\n        b\n    // end\n!!core.echo text:a\n",
  );
  const { stdout } = await workplace.hero(['check', '--fix', 'a.hero']);
  expect(workplace.read('a.hero')).toBe(
    '!!context.select name:dev // why\n!!context.select\n    name:b\n    // end\n!!core.echo text:a\n',
  );
  expect(stdout).toContain('ok  2 mended');
});

test('names in replace lose their old marks', async () => {
  workplace.write(
    'a.hero',
    '!!include path:b.hero replace:\'@A:1, B:@2,@C:"x, @D:y"\'\n!!include path:b.hero replace:@A:1\n',
  );
  workplace.write('b.hero', '!!core.echo text:@A\n');
  const { stdout } = await workplace.hero(['check', '--fix', 'a.hero']);
  expect(workplace.read('a.hero')).toBe(
    '!!include path:b.hero replace:\'A:1, B:@2,C:"x, @D:y"\'\n!!include path:b.hero replace:A:1\n',
  );
  expect(stdout).toBe('mended  a.hero  2 problems\nok  2 mended  1 file  2 actions\n');
});

test('standard input is checked alone', async () => {
  const { stdout, code } = await workplace.hero(['check', '--fix', '-'], { input: '!!core.echo text : hi\n' });
  expect(stdout).toContain('invalid  1 error');
  expect(code).toBe(3);
});

test('JSON has the fixes, with their ranges', async () => {
  const { stdout } = await workplace.hero(['check', '--json', '-'], { input: '!!core.ecko text : hi\n' });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; fixes: unknown[] }[] };
  expect(diagnostics.map(({ code, fixes }) => [code, fixes])).toEqual([
    ['HS0202', [{ title: 'write echo', safe: false, edits: [{ range: range(7, 11), newText: 'echo' }] }]],
    ['HS0012', [{ title: 'remove the blank', safe: true, edits: [{ range: range(16, 17), newText: '' }] }]],
  ]);
});

test.skipIf(process.getuid?.() === 0)('says which file cannot be written', async () => {
  workplace.write('d/a.hero', '!!core.echo text : hi\n');
  chmodSync(join(workplace.dir, 'd'), 0o555);
  const { stderr, code } = await workplace.hero(['check', '--fix', 'd/a.hero']);
  expect(stderr).toContain('cannot write d/a.hero: permission denied');
  expect(code).toBe(2);
});

function range(start: number, end: number) {
  return { start: { line: 0, character: start }, end: { line: 0, character: end } };
}

test('a secret that is written out gets its reference where one that is kept is the same', async () => {
  const keep = (name: string, input: string) => workplace.hero(['secret', 'set', name], { input });
  workplace.write('actors/gate/open', '#!/bin/sh\n#: opens\n#: @param token string required secret\n', 0o755);
  workplace.write(
    'a.hero',
    `!!gate.open token:hunter22 job.name:a
!!gate.open token:'other'
!!gate.open
    token:
        hunter22
!!gate.open hunter22
`,
  );
  await keep('GATE', 'hunter22');
  await keep('http.GATE', 'hunter22');
  const elsewhere = await workplace.hero(['check', '--fix', '--store', 'redis://127.0.0.1:1', 'a.hero']);
  expect(elsewhere.stdout).not.toContain('mended');
  const { stdout, stderr } = await workplace.hero(['check', '--fix', 'a.hero']);
  expect(stdout).toContain('mended  a.hero  3 problems');
  expect(stderr.match(/HS0220/g)).toHaveLength(1);
  expect(workplace.read('a.hero')).toBe(`!!gate.open token:'\${secret.GATE}' job.name:a
!!gate.open token:'other'
!!gate.open
    token:
        '\${secret.GATE}'
!!gate.open '\${secret.GATE}'
`);
  // Which of two is meant is not certain.
  workplace.write('a.hero', '!!gate.open token:hunter22\n');
  await keep('gate.GATE', 'hunter22');
  await workplace.hero(['check', '--fix', 'a.hero']);
  expect(workplace.read('a.hero')).toBe('!!gate.open token:hunter22\n');
});
