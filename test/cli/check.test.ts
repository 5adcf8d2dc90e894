// `hero check` as a user calls it: every form of its answer, what makes it refuse, and where it reads from.

import { createRequire } from 'node:module';
import Ajv from 'ajv';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { codes } from '../../src/diagnostics/codes.ts';
import { Workplace } from '../setup/hero.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

const bad = "!!core.ecko text:'é😀' \n!!core.echo text:hello\n indented:'by one'\n";

/** A script with an error, a warning and a remark, and one without. */
function writeScripts(): void {
  workplace.write('play/a b.hero', bad);
  workplace.write('play/good.hero', '!!core.echo text:hello\n');
  workplace.write('play/notes.md', '!Note\n');
}

async function check(...args: string[]) {
  return workplace.hero(['check', ...args]);
}

const told = [
  'play/a b.hero:1:8: error[HS0202]: core has no action ecko; did you mean echo?',
  'play/a b.hero:3:1: warning[HS0006]: indented by one column only; indent by 4 spaces, other tools need at least 2',
  'play/a b.hero:3:2: error[HS0203]: core.echo has no param indented; it has text',
  'play/notes.md:1:1: info[HS0007]: single exclamation mark in markdown is read as prose; write !!Note for an action',
];

describe('forms', () => {
  test('short', async () => {
    writeScripts();
    expect(await check('--format', 'short', 'play')).toMatchObject({
      stdout: `${told.join('\n')}\n`,
      stderr: '',
      code: 3,
    });
    expect(await check('--format', 'short', 'play/good.hero')).toMatchObject({ stdout: '', stderr: '', code: 0 });
  });

  test('json: flat, and with ranges as editors count', async () => {
    writeScripts();
    const { stdout, stderr, code } = await check('--json', 'play/a b.hero');
    expect([stderr, code]).toEqual(['', 3]);
    expect(stdout.trimEnd()).not.toContain('\n');
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: Record<string, unknown>[] };
    expect(diagnostics).toHaveLength(3);
    expect(diagnostics[0]).toMatchObject({
      code: 'HS0202',
      severity: 'error',
      source: 'hero',
      message: 'core has no action ecko',
      file: 'play/a b.hero',
      line: 1,
      col: 8,
      end_line: 1,
      end_col: 12,
      help: 'did you mean echo?',
      range: { start: { line: 0, character: 7 }, end: { line: 0, character: 11 } },
      related: [],
    });
    // A character beyond U+FFFF is one column for people, two units for editors.
    workplace.write('x.hero', "!!core.echo text:'😀' x:1\n");
    const wide = JSON.parse((await check('--format', 'json', 'x.hero')).stdout) as typeof JSON;
    expect(wide).toMatchObject({ diagnostics: [{ col: 22, range: { start: { line: 0, character: 22 } } }] });
  });

  test('sarif is valid, and has every rule', async () => {
    writeScripts();
    workplace.write(
      'play/ok.hero',
      '// hero-ignore HS0011\nprose\n!!core.echo hello job.name:a\n!!core.echo b job.name:a\n',
    );
    const { stdout, stderr, code } = await check('--format', 'sarif', 'play', 'missing.hero');
    expect([stderr, code]).toEqual(['', 2]);
    const report = JSON.parse(stdout) as { runs: Run[] };
    const ajv = new Ajv({ schemaId: 'id', meta: false, allErrors: true });
    const require = createRequire(import.meta.url);
    ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
    const schema = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
    expect([ajv.validate(schema, report), ajv.errors]).toEqual([true, null]);
    expect(ajv.validate(schema, { ...report, version: '2.0.0' })).toBe(false);

    const [run] = report.runs;
    const rules = run?.tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id)).toEqual(Object.keys(codes));
    const results = run?.results ?? [];
    for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex]?.id).toBe(ruleId);
    expect(results.map(({ ruleId, level, suppressions }) => [ruleId, level, suppressions?.length ?? 0])).toEqual([
      ['HS0601', 'error', 0],
      ['HS0202', 'error', 0],
      ['HS0006', 'warning', 0],
      ['HS0203', 'error', 0],
      ['HS0007', 'note', 0],
      ['HS0214', 'error', 0],
      ['HS0011', 'warning', 1],
    ]);
    expect(results[1]?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'play/a%20b.hero', uriBaseId: '%SRCROOT%' },
      region: { startLine: 1, startColumn: 8, endLine: 1, endColumn: 12 },
    });
    expect(results[1]?.fixes).toEqual([
      {
        description: { text: 'write echo' },
        artifactChanges: [
          {
            artifactLocation: { uri: 'play/a%20b.hero', uriBaseId: '%SRCROOT%' },
            replacements: [
              {
                deletedRegion: { startLine: 1, startColumn: 8, endLine: 1, endColumn: 12 },
                insertedContent: { text: 'echo' },
              },
            ],
          },
        ],
      },
    ]);
    expect(results[5]?.relatedLocations).toHaveLength(1);
    expect(run?.originalUriBaseIds['%SRCROOT%']?.uri).toMatch(/^file:\/\/\/.*\/$/);
  });

  test('sarif of what is no file of the folder', async () => {
    const { stdout } = await workplace.hero(['check', '--format', 'sarif', '-', '/no/such.hero'], {
      input: '!!core.ecko',
    });
    const uris = (JSON.parse(stdout) as { runs: Run[] }).runs[0]?.results.map(
      ({ locations }) => locations[0]?.physicalLocation.artifactLocation,
    );
    expect(uris).toEqual([{ uri: 'file:///no/such.hero' }, { uri: '%3Cstdin%3E' }]);
  });

  test('github', async () => {
    writeScripts();
    const { stdout, code } = await check('--format', 'github', 'play');
    expect(stdout.split('\n')).toEqual([
      '::error file=play/a b.hero,line=1,endLine=1,col=8,endColumn=12,title=HS0202::core has no action ecko%0Adid you mean echo?',
      expect.stringMatching(/^::warning file=play\/a b\.hero,line=3,.*title=HS0006::/),
      expect.stringMatching(/^::error file=play\/a b\.hero,line=3,.*title=HS0203::/),
      expect.stringMatching(/^::notice file=play\/notes\.md,line=1,.*title=HS0007::/),
      'invalid  2 errors  1 warning  1 info      hero explain HS0202',
      '',
    ]);
    expect(code).toBe(3);
  });

  test('junit', async () => {
    writeScripts();
    workplace.write('play/<odd>&.hero', "!!core.echo text:'\u0001' x:1\n");
    const { stdout, code } = await check('--format', 'junit', 'play');
    expect(code).toBe(3);
    expect(stdout).toContain('<testsuites tests="6" failures="3" errors="0" skipped="0" time="0.000">');
    expect(stdout).toContain('<testsuite name="play/a b.hero" tests="3" failures="2"');
    expect(stdout).toContain('<testcase name="HS0202 line 1" classname="play/a b.hero" file="play/a b.hero" line="1"');
    expect(stdout).toContain('<failure message="core has no action ecko" type="HS0202">error[HS0202]: core has');
    expect(stdout).toContain(
      '<testcase name="no problems" classname="play/good.hero" file="play/good.hero" time="0.000"/>',
    );
    expect(stdout).toContain('name="play/&lt;odd&gt;&amp;.hero"');
    expect(stdout).not.toContain('\u0001');
    const denied = await check('--format', 'junit', '--deny-warnings', 'play');
    expect(denied.stdout).toContain('<testsuites tests="6" failures="4"');
  });

  test('an unknown one', async () => {
    const { stderr, code } = await check('--format', 'xml', 'x.hero');
    expect(stderr).toContain('text, short, json, sarif, github, junit');
    expect(code).toBe(2);
  });
});

describe('what is refused', () => {
  const odd = 'prose\n!!core.echo text:hello\n';

  test('warnings, when they are denied', async () => {
    workplace.write('x.hero', odd);
    expect(await check('x.hero')).toMatchObject({ stdout: 'ok  1 file  1 action  1 warning\n', code: 0 });
    expect(await check('--deny-warnings', 'x.hero')).toMatchObject({
      stdout: 'invalid  1 warning      hero explain HS0011\n',
      code: 3,
    });
    workplace.write('x.hero', `// hero-ignore HS0011\n${odd}`);
    expect(await check('--deny-warnings', 'x.hero')).toMatchObject({
      stdout: 'ok  1 file  1 action  1 left out\n',
      stderr: '',
      code: 0,
    });
    expect(await check('--deny-warnings', '--md', 'all', 'n.md')).toMatchObject({ code: 2 });
  });

  test('remarks are not', async () => {
    workplace.write('x.md', '!Note\n');
    expect(await check('--deny-warnings', 'x.md')).toMatchObject({
      stdout: 'ok  1 file  0 actions  1 info\n',
      code: 0,
    });
  });

  test('a comment leaves it out in a run too', async () => {
    workplace.write('x.hero', `// hero-ignore HS0011\n${odd}`);
    const { stderr, code } = await workplace.hero(['run', 'x.hero']);
    expect([stderr, code]).toEqual(['', 0]);
    const json = await workplace.hero(['run', '--json', 'x.hero']);
    expect(json.stdout).not.toContain('HS0011');
  });
});

test('as many as are asked for are shown of each file, the rest is counted', async () => {
  const many = '!!core.ecko\n'.repeat(30);
  workplace.write('a.hero', many);
  workplace.write('b.hero', many);
  const usual = await check('a.hero', 'b.hero');
  expect(usual.stderr.match(/^error/gm)).toHaveLength(40);
  expect(usual.stderr).toContain('… and 10 errors more in a.hero');
  expect(usual.stdout).toBe('invalid  60 errors      hero explain HS0202\n');
  const few = await check('--max-errors', '1', 'a.hero');
  expect(few.stderr.match(/^error/gm)).toHaveLength(1);
  expect(few.stderr).toContain('… and 29 errors more\n');
  expect((await check('--max-errors', '0', 'a.hero')).code).toBe(2);
});

test('standard input, texts and folders', async () => {
  expect(await workplace.hero(['check', '-'], { input: '!!core.echo hello' })).toMatchObject({
    stdout: 'ok  1 file  1 action\n',
    code: 0,
  });
  expect(await check('-e', '!!core.echo a', '-e', '!!core.echo b')).toMatchObject({
    stdout: 'ok  2 files  2 actions\n',
    code: 0,
  });
  const { stderr } = await workplace.hero(['check', '--format', 'text', '-'], { input: '!!core.ecko' });
  expect(stderr).toContain('─ <stdin>:1:8');
});

interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  locations: { physicalLocation: { artifactLocation: object } }[];
  relatedLocations?: object[];
  fixes?: object[];
  suppressions?: object[];
}

interface Run {
  tool: { driver: { rules: { id: string }[] } };
  results: Result[];
  originalUriBaseIds: Record<string, { uri: string }>;
}
