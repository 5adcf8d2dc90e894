// The concrete tree as data: nothing of a text is lost in it, and it is grouped as the text is.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Source } from '../../src/diagnostics/source.ts';
import { readTokens, readTree, type TextTree, type TokenJson } from '../../src/script/tree.ts';
import { holds } from '../setup/holds.ts';
import { scriptText } from './generate.ts';

function tokensIn({ sections }: TextTree): TokenJson[] {
  return sections.flatMap((section) => {
    if (section.kind === 'between') return section.token;
    const entries = section.entries.map((entry) => {
      if (entry.kind === 'param') return [entry.key, ...entry.value];
      return entry.kind === 'arg' ? [entry.word] : [entry.comment];
    });
    return [section.head, ...entries.flat()];
  });
}

const join = (tokens: readonly TokenJson[], after: string) =>
  tokens.map(({ before, text }) => before + text).join('') + after;

test('tokens and trees are the text again', () => {
  holds(
    fc.property(scriptText, fc.constantFrom('a.hero', 'a.md'), (text, name) => {
      const source = new Source(name, text);
      const { tokens, after } = readTokens(source);
      expect(join(tokens, after)).toBe(text);
      const tree = readTree(source);
      expect(tokensIn(tree)).toEqual(tokens);
      expect(tree.after).toBe(after);
      for (const { before } of tokens) expect(before.replace('\ufeff', '')).toMatch(/^\s*$/);
    }),
    { numRuns: 1000 },
  );
});

test('an action has its head, params, arguments and comments', () => {
  const text = "// above\n!!vm.start id:10 groups:a, 'b c' // why\n    --force note:\nprose\n";
  const shown = readTree(new Source('a.hero', text)).sections.map((section) => {
    if (section.kind === 'between') return `${section.token.type} ${section.token.text}`;
    return section.entries.map((entry) => {
      if (entry.kind === 'param') return [entry.key.text, ...entry.value.map(({ type }) => type)].join(' ');
      return entry.kind === 'arg' ? entry.word.text : entry.comment.text;
    });
  });
  expect(shown).toEqual([
    'LineComment // above',
    ['id: Bare', 'groups: Bare Comma Quote', '// why', '--force', 'note:'],
    'Prose prose',
  ]);
});
