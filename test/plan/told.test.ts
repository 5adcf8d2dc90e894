// What is told in the end: no problem that follows from another one, and nothing a script leaves out.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coreActor } from '../../src/actors/builtin/core.ts';
import { createCatalogue } from '../../src/app/catalogue.ts';
import { hasErrors } from '../../src/diagnostics/diagnostic.ts';
import { Source } from '../../src/diagnostics/source.ts';
import { compilePlan } from '../../src/plan/compile.ts';
import { tellOf } from '../../src/plan/told.ts';
import { loadScripts } from '../../src/script/load.ts';
import { parseScript } from '../../src/script/parse.ts';
import { scriptText } from '../script/generate.ts';
import { holds } from '../setup/holds.ts';
import { diagnosticTable } from './plan-table.ts';
import { context } from './planning.ts';

const catalogue = createCatalogue(new Map([['core', coreActor]]), []);

/** What is told, and the codes of what is left out. */
async function tell(text: string, name = 'a.hero') {
  const loaded = await loadScripts([{ kind: 'eval', text, name }]);
  const { diagnostics } = compilePlan(loaded.scripts, context({ catalogue }));
  const told = tellOf([...loaded.diagnostics, ...diagnostics], loaded.scripts);
  return {
    told: told.diagnostics.map((one) => diagnosticTable([one]).split(/ \(|\n/, 1)[0]),
    ignored: told.ignored.map(({ code }) => code),
  };
}

const told = async (text: string) => (await tell(text)).told;
const codes = async (text: string) => (await told(text)).map((line) => line?.slice(0, 6)).join(' ');

describe('follow-ups', () => {
  test.each([
    ['a param that is not indented is not missing too', '!!core.echo\ntext:a', 'HS0002'],
    ['nor is one with a broken name', '!!core.echo te-xt:a', 'HS0004'],
    ['nor one whose name is misspelt', '!!core.echo txt:a', 'HS0203'],
    ['nor one that an open quote may have swallowed', "!!core.echo 'a\n    text:b\n", 'HS0001'],
    ['a value that is broken has no wrong type', '!!core.sleep duration:[1, 2', 'HS0017'],
    ['what is behind a quote that closes too early', "!!core.echo text:'say 'hello' to all' x : 1", 'HS0009'],
    ['what is behind a blank in a placeholder', '!!core.echo text:${NAME:-d e}', 'HS0210'],
    ['also more words and params', '!!core.echo text:${NAME:-d e f:g h}', 'HS0210'],
    ['a word that is the value that is missing', '!!core.sleep 5', 'HS0203'],
    ['words around a character that no word may have', '!!core.echo text = hello', 'HS0004'],
    ['words of a command without quotes', '!!core.echo text:a "b c" && d | e > f', 'HS0004'],
    ['lines below a sign of another language', '!!core.echo text: |\n    a b\n    c', 'HS0203'],
    ['words of one text', '!!core.echo text:a b c', 'HS0203'],
  ])('%s', async (_, text, expected) => {
    expect(await codes(text)).toBe(expected);
  });

  test.each([
    ['another action', "!!core.echo\n!!core.echo 'a", 'HS0204 HS0001'],
    ['another value', "!!core.sleep duration:soon x:'a'b", 'HS0205 HS0203 HS0009'],
    ['another line', "!!core.echo text:'a'b\n    x=1", 'HS0009 HS0004'],
    ['another param beside a character that no word may have', '!!core.echo text=hello number:1', 'HS0004 HS0203'],
    ['another word', '!!core.echo text:${NAME:-d e} f}', 'HS0210 HS0004'],
    ['another string', '!!core.echo text:"${NAME" f}', 'HS0210 HS0004'],
    ['another param', '!!core.echo number:1', 'HS0204 HS0203'],
  ])('what is wrong in %s is told', async (_, text, expected) => {
    expect((await codes(text)).split(' ').sort()).toEqual(expected.split(' ').sort());
  });
});

describe('what a script leaves out', () => {
  test('by a comment above the line', async () => {
    const both = '!!core.echo\n text:a\n!!core.echo\n text:b';
    expect(await codes(both)).toBe('HS0006 HS0006');
    expect(await tell('!!core.echo\n  // hero-ignore HS0006\n text:a')).toEqual({ told: [], ignored: ['HS0006'] });
    expect(await tell('!!core.echo\n  # hero-ignore hs0103, HS0006 as it came\n\n text:a')).toEqual({
      told: [],
      ignored: ['HS0006'],
    });
    expect(await tell('!!core.echo\n  // hero-ignore HS0006\n  // why\n text:a\n!!core.echo\n text:b')).toEqual({
      told: ['HS0006 warning a.hero:6:1 [ ] indented by one column only'],
      ignored: ['HS0006'],
    });
  });

  test('in a document', async () => {
    expect((await tell('!Note\n', 'a.md')).told).toHaveLength(1);
    expect(await tell('<!-- hero-ignore HS0007 -->\n!Note\n', 'a.md')).toEqual({ told: [], ignored: ['HS0007'] });
  });

  test('by a directive, from its line on', async () => {
    expect(await tell('!!lint.configure off:HS0006\n!!core.echo\n text:a')).toEqual({
      told: [],
      ignored: ['HS0006'],
    });
    expect(await tell("!!core.echo\n text:a\n!!lint.configure off:'HS0011,HS0006'\n!!core.echo\n text:a")).toEqual({
      told: ['HS0006 warning a.hero:2:1 [ ] indented by one column only'],
      ignored: ['HS0006'],
    });
  });

  test('what cannot be left out is told', async () => {
    expect(await told('// hero-ignore HS0204\n!!core.echo')).toEqual([
      'HS0204 a.hero:2:3 [core.echo] core.echo needs the param text, what to write',
      'HS0222 warning a.hero:1:16 [HS0204] HS0204 is an error, which cannot be left out',
    ]);
    expect(await told('!!lint.configure off:HS0204,HS0199')).toEqual([
      'HS0222 warning a.hero:1:22 [HS0204] HS0204 is an error, which cannot be left out',
      'HS0222 warning a.hero:1:29 [HS0199] there is no code HS0199',
    ]);
    expect(await told('// hero-ignore HS0006\n!!core.echo text:a')).toEqual([
      'HS0222 warning a.hero:1:16 [HS0006] the next line has nothing to leave out as HS0006',
    ]);
    expect(await codes('// hero-ignore HS0106\n!!core.echo text:a')).toBe('HS0222');
    expect(await codes('// hero-ignore HS0103\n!!core.echo text:a')).toBe('');
    expect(await told('// hero-ignore this\n!!core.echo text:a')).toEqual([
      'HS0222 warning a.hero:1:4 [hero-ignore] hero-ignore names no code',
    ]);
    expect(await codes('!!lint.configure')).toBe('HS0204');
    expect(await codes('!!lint.configure on:HS0006')).toBe('HS0204 HS0203');
  });

  test('a value is no comment', async () => {
    expect(await told("!!core.echo text:'\n    // hero-ignore HS0006\n    '\n")).toEqual([]);
  });
});

test('a script with an error is told of an error, whatever it says', () => {
  holds(
    fc.property(scriptText, fc.constantFrom('a.hero', 'a.md'), (text, name) => {
      // What leaves out is put in front, as few texts have it by chance.
      const script = parseScript(new Source(name, `!!lint.configure off:HS0006\n// hero-ignore HS0011\n${text}`));
      const scripts = [{ script, items: script.actions.map((action) => ({ kind: 'action' as const, action })) }];
      const all = [...script.diagnostics, ...compilePlan(scripts, context({ catalogue })).diagnostics];
      const { diagnostics, ignored } = tellOf(all, scripts);
      expect(hasErrors(diagnostics)).toBe(hasErrors(all));
      expect(hasErrors(ignored)).toBe(false);
    }),
    { numRuns: 1000 },
  );
});
