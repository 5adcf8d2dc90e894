// What holds for any script.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Source } from '../../src/diagnostics/source.ts';
import { Source as Text } from '../../src/diagnostics/source.ts';
import type { Action, Script } from '../../src/script/ast.ts';
import { parseByGrammar, parseScript } from '../../src/script/parse.ts';
import { canWrite } from '../../src/script/quoting.ts';
import { decodeSource } from '../../src/script/read.ts';
import { writeScript } from '../../src/script/write.ts';
import { holds } from '../setup/holds.ts';
import { everything } from './describe.ts';
import { goodText, scriptText, usualText } from './generate.ts';

const anyText = fc.oneof(scriptText, usualText);

const properties: Record<string, fc.IProperty<unknown>> = {
  'straight and by the grammar, any text': fc.property(scriptText, expectAlike),
  'straight and by the grammar, texts like those that people write': fc.property(usualText, expectAlike),
  'any bytes give a tree and diagnostics': fc.property(anyBytes(), fc.constantFrom('a.hero', 'a.md'), (bytes, name) => {
    const read = decodeSource(bytes, name);
    if (read.ok) expectInside(parseScript(read.source));
  }),
  'two scripts glued together mean both': fc.property(clean(), clean(), (one, two) => {
    const both = parse(`${one}\n${two}`);
    assert.deepEqual(both.diagnostics, []);
    assert.deepEqual(meaning(both), [...meaning(parse(one)), ...meaning(parse(two))]);
  }),
  'what is written is read as what was read': fc.property(anyText, (text) => {
    const { actions } = parse(text);
    for (const { params, args } of actions) {
      for (const said of [...params.map(({ value }) => value.text), ...args.map((arg) => arg.text)]) {
        assert(canWrite(said), `cannot write ${JSON.stringify(said)}`);
      }
    }
    const again = parse(writeScript(actions));
    assert.deepEqual(
      again.diagnostics.filter(({ code }) => code !== 'HS0106'),
      [],
    );
    assert.deepEqual(meaning(again), actions.map(byKey));
  }),
  'line ends do not matter': fc.property(usualText, fc.constantFrom('\r\n', '\r'), (text, lineEnd) => {
    const plain = text.replaceAll('\r\n', '\n');
    assert.deepEqual(meaning(parse(plain.replaceAll('\n', lineEnd))), meaning(parse(plain)));
  }),
  'indentation that all lines share does not matter': fc.property(usualText, (text) => {
    const indented = text.replace(/^(?=[^\r\n])/gm, '    ');
    assert.deepEqual(meaning(parse(indented)), meaning(parse(text)));
  }),
};

describe('any script', () => {
  test.each(Object.entries(properties))('%s', (_, property) => {
    holds(property, { numRuns: 2_000 });
  });
});

function parse(text: string): Script {
  return parseScript(new Text('a.hero', text));
}

function expectAlike(text: string): void {
  const source = new Text('a.hero', text);
  assert.deepEqual(everything(parseScript(source)), everything(parseByGrammar(source)));
}

/** Noise, and scripts with some noise in them. */
function anyBytes(): fc.Arbitrary<Uint8Array> {
  const noise = fc.oneof(fc.uint8Array({ maxLength: 12 }), fc.uint8Array({ maxLength: 12, max: 127 }));
  const noisy = fc.tuple(anyText, noise, fc.nat(200)).map(([text, bytes, at]) => {
    const whole = Buffer.from(text);
    return Buffer.concat([whole.subarray(0, at), bytes, whole.subarray(at)]);
  });
  return fc.oneof(fc.uint8Array({ maxLength: 100 }), noisy);
}

/** Every place is in the text, and diagnostics are in its order. */
function expectInside({ source, actions, diagnostics }: Script): void {
  let before = 0;
  for (const { span } of diagnostics) {
    assert(span !== undefined && span.start >= before);
    before = span.start;
    expectWithin(source, span);
  }
  for (const action of actions) {
    expectWithin(source, action.span);
    for (const { keySpan, value } of action.params)
      for (const span of [keySpan, value.span]) expectWithin(source, span);
    for (const { span } of action.args) expectWithin(source, span);
  }
}

function expectWithin({ text }: Source, { start, end }: { start: number; end: number }): void {
  assert(0 <= start && start <= end && end <= text.length);
}

/** Scripts without a mistake, and with no comment at the end that a next action would take. */
function clean(): fc.Arbitrary<string> {
  return fc.oneof({ weight: 5, arbitrary: goodText }, usualText).filter((text) => {
    return /^\S/.test(text) && !/\n\/\/[^\n]*\s*$/.test(text) && parse(text).diagnostics.length === 0;
  });
}

function meaning({ actions }: Script): unknown[] {
  return actions.map(byKey);
}

function byKey({ type, actor, action, comments, args, params }: Action): unknown {
  return {
    name: [type, actor, action],
    comments,
    args: args.map(({ text, comment }) => [text, comment]),
    params: new Map(params.map(({ key, value, comment }) => [key, [value.text, comment]])),
  };
}
