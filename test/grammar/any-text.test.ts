// What holds for any text: it is cut into tokens without a rest, has a tree, and every place a problem names is in it.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLexer } from '../../grammar/lexer.ts';
import { type ActionNode, HeroParser, isAction, parseText, type Token } from '../../grammar/parser.ts';
import { Source } from '../../src/diagnostics/source.ts';
import { parseScript } from '../../src/script/parse.ts';
import { scriptText } from '../script/generate.ts';
import { holds } from '../setup/holds.ts';

const modes = [undefined, 'all', 'fenced'] as const;

describe('any text', () => {
  test('is its tokens with white space between', () => {
    holds(
      fc.property(scriptText, fc.constantFrom(...modes), (text, markdown) => {
        const { tokens, sections, errors } = parseText(text, markdown);
        const inTree = [...sections].flatMap((section) => (isAction(section) ? tokensOf(section) : section));
        expect(inTree).toEqual(tokens);
        let end = 0;
        for (const token of tokens) {
          expect(text.slice(end, token.startOffset)).toMatch(/^\s*$/);
          expect(text.slice(token.startOffset, token.startOffset + token.image.length)).toBe(token.image);
          expect(token.tokenType.name).not.toBe('Anything');
          end = token.startOffset + token.image.length;
        }
        expect(text.slice(end)).toMatch(/^[\s\ufeff]*$/);
        expect(errors).toEqual([]);
      }),
      { numRuns: 5000 },
    );
  });

  test('has actions and diagnostics with places in it, in its order', () => {
    holds(
      fc.property(scriptText, fc.constantFrom('a.hero', 'a.md'), (text, name) => {
        const { actions, diagnostics } = parseScript(new Source(name, text));
        const starts = diagnostics.map(({ span }) => span?.start ?? -1);
        expect(starts).toEqual([...starts].sort((a, b) => a - b));
        const spans = actions.flatMap((action) => [
          action.span,
          action.nameSpan,
          action.actionSpan,
          action.headSpan,
          ...action.params.flatMap((param) => [param.keySpan, param.value.span]),
          ...action.args.map((arg) => arg.span),
        ]);
        for (const { start, end } of [...spans, ...diagnostics.flatMap(({ span }) => span ?? [])]) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
        for (const { params } of actions) expect(new Set(params.map(({ key }) => key)).size).toBe(params.length);
        for (const diagnostic of diagnostics) expect(diagnostic.help ?? diagnostic.label).toBeTruthy();
      }),
      { numRuns: 5000 },
    );
  });
});

function tokensOf({ children }: ActionNode): Token[] {
  const entries = (children.entry ?? []).flatMap(({ children: { key, value, word, comment } }) => {
    return [...(key ?? []), ...(value ?? []), ...(word ?? []), ...(comment ?? [])];
  });
  return [...children.head, ...entries];
}

test('the definitions of lexer and parser have no mistakes the library can find', () => {
  expect(createLexer(true).lexerDefinitionErrors).toEqual([]);
  expect(() => new HeroParser(true)).not.toThrow();
});
