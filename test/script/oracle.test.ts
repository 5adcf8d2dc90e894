// The compiled reference was asked what it reads; where we read something else, a rule of ours says why.

import { describe, expect, test } from 'vitest';
import { hasData, type Reading, type ReferenceAction, read, readJson, readParams } from './reference.ts';

interface Probe {
  id: string;
  op: string;
  input: string;
  expect_error: boolean;
  expected?: { actions?: ReferenceAction[]; params?: ReferenceAction['params']; args?: string[] };
}

const rules = {
  // Heads.
  'o-head-star': 'a name has letters, digits, _ and - only; the reference drops the rest',
  'o-head-leading-dot': 'actor and action are never empty',
  'o-head-empty': 'actor and action are never empty',
  'o-head-slash': 'a name has letters, digits, _ and - only; the reference drops the rest',
  'o-head-hash': 'a name has letters, digits, _ and - only; the reference drops the rest',
  'o-head-id': 'id is a param like any other; the reference deletes it',
  // Lines that belong to nothing are told.
  'o-end-col0-param': 'a param at column 0 right under an action is an error; the reference ignores it',
  'o-end-col0-comment': 'a param behind a comment at column 0 is an error; the reference ignores it',
  // Text between quotes is opaque.
  'o-end-bang-in-ml': 'a line of a block may begin with !',
  'o-end-col0-in-ml': 'lines of a block may stand at column 0',
  'o-ml-apostrophe': 'quotes in a block stay as they are',
  'o-ml-close-then-param': 'params may follow the closing quote of a block',
  'o-ml-after-param': 'a block may follow other params on its line',
  'o-ml-blank-in-pb': 'blank lines of a block stay',
  'o-ml-mismatch': 'a quote is closed by the same quote only',
  'o-ml-unterminated': 'a string that is never closed is an error',
  'o-q-unterminated': 'a string that is never closed is an error',
  'o-q-backslash': 'a string that is never closed is an error; \\\\ before the closing quote is a backslash',
  'o-q-dq-in-sq': 'the other quote is an ordinary character',
  'o-q-json-arr': 'the other quote is an ordinary character',
  'o-q-dq-shell': 'a quote stays the quote it is',
  'o-xp-quote-in-value': 'a quote stays the quote it is',
  'o-q-edge-space': 'blanks at the edges of a quoted value stay',
  'o-q-empty-space': 'blanks at the edges of a quoted value stay',
  'o-q-wrap-comment': '// inside quotes is text',
  'o-tabs-value': 'a tab inside quotes stays a tab',
  // Comments.
  'o-cm-quotes': 'a comment goes to the end of its line, whatever it contains',
  'o-cm-end-marker': 'a comment goes to the end of its line, whatever it contains',
  'o-cm-url-unquoted': '// begins a comment only after white space',
  'o-cm-hash-line': '# begins a comment where a param could begin',
  'o-arg-url': '// begins a comment only after white space',
  // Params and args.
  'o-kv-dup-case': 'a key twice is an error',
  'o-kv-comma-key': 'a key has letters, digits, _ and a dot',
  'o-kv-empty-end': 'a key without a value is the empty string',
  'o-kv-empty-newline': 'a key without a value is the empty string',
  'o-kv-trailing-comma': 'a comma before a key ends the list',
  'o-l-trailing': 'a comma before a key ends the list',
  'o-arg-dup': 'args are kept as often as they stand there',
  'o-arg-dash2': 'args may have dashes',
  // Replacements of the caller, which are no part of the text.
  'o-rep-special': 'the probe replaces text before it parses',
  'o-rep-overlap': 'the probe replaces text before it parses',
} as Record<string, string>;

describe.skipIf(!hasData())('oracle', () => {
  const probes = hasData()
    ? readJson<Probe>('oracle.json').filter(({ op }) => op === 'playbook' || op === 'params')
    : [];

  test.each(probes)('$id', (probe) => {
    const reading = probe.op === 'params' ? readParams(probe.input) : read(probe.input);
    const agreed = agrees(reading, probe);
    expect(agreed ? undefined : reading, 'as the reference, or by a rule').toEqual(
      agreed ? undefined : rules[probe.id] === undefined ? wanted(probe) : reading,
    );
    expect(agreed && rules[probe.id] !== undefined, 'the rule is not needed').toBe(false);
  });
});

function agrees(reading: Reading, probe: Probe): boolean {
  if (probe.expect_error) return reading.errors.length > 0;
  return reading.errors.length === 0 && JSON.stringify(reading.actions) === JSON.stringify(wanted(probe));
}

function wanted({ op, expected }: Probe): ReferenceAction[] {
  const all =
    op === 'params'
      ? [
          {
            actor: 'a',
            name: 'b',
            type: 'sal',
            comments: '',
            params: expected?.params ?? [],
            args: expected?.args ?? [],
          },
        ]
      : (expected?.actions ?? []);
  return all.map(({ actor, name, type, comments, params, args }) => ({ actor, name, type, comments, params, args }));
}
