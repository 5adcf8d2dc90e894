// Typed params of an action: answers, fallbacks, and diagnostics at their place.

import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { Source } from '../../src/diagnostics/source.ts';
import { paramsOf } from '../../src/script/params.ts';
import { parseScript } from '../../src/script/parse.ts';

function read(text: string) {
  const source = new Source('test.hero', text);
  const [action] = parseScript(source).actions;
  if (action === undefined) throw new Error('no action');
  const diagnostics: Diagnostic[] = [];
  const params = paramsOf(action, diagnostics, { base: '/', now: new Date(0) });
  const told = () =>
    diagnostics.map(({ code, message, span, help }) => [
      code,
      message,
      span === undefined ? '' : source.text.slice(span.start, span.end),
      help,
    ]);
  return { params, told };
}

describe('params', () => {
  test('each kind has its type', () => {
    const { params, told } = read(
      "!!vm.define count:3 size:10GB big:18446744073709551615 at:+1m l:'1,2' My_Name:'A B '",
    );
    const count: number | undefined = params.get('count', 'int');
    const big: bigint | undefined = params.get('big', 'u64');
    const at: Date | undefined = params.get('at', 'time');
    const list: number[] = params.list('l', 'u8', []);
    expect([count, big, at, list]).toEqual([3, 18446744073709551615n, new Date(60_000), [1, 2]]);
    expect(params.get('size', 'gigabytes')).toBe(10);
    expect([params.get('my-name', 'text'), params.get('MY_NAME', 'raw')]).toEqual(['A B', 'A B ']);
    expect(params.list('my_name', 'name')).toEqual(['a_b']);
    expect([params.has('Count'), params.has('other')]).toEqual([true, false]);
    expect([...params.toMap().keys()]).toEqual(['count', 'size', 'big', 'at', 'l', 'my_name']);
    expect(told()).toEqual([]);
  });

  test('what is missing is told at the name of the action', () => {
    const { params, told } = read('!!vm.define cout:3');
    expect([params.get('count', 'int'), params.get('count', 'int', 7), params.list('tags', 'text')]).toEqual([
      undefined,
      7,
      undefined,
    ]);
    expect(told()).toEqual([
      ['HS0204', 'vm.define needs the param count', 'vm.define', 'did you mean cout?'],
      ['HS0204', 'vm.define needs the param tags', 'vm.define', 'add tags:... behind it'],
    ]);
  });

  test('what does not convert is told at the value, with a fallback as well', () => {
    const { params, told } = read("!!vm.define count:'many' ports:'80,x'");
    expect([params.get('count', 'u8', 1), params.list('ports', 'u16')]).toEqual([1, undefined]);
    expect(told()).toEqual([
      ['HS0205', 'count: "many" is not a whole number', "'many'", 'write a whole number from 0 to 255'],
      ['HS0205', 'ports: "x" is not a whole number', "'80,x'", 'write a whole number from 0 to 65535'],
    ]);
  });

  test('truth values: nothing said is the fallback', () => {
    const { params, told } = read("!!a.b on:yes off:OFF empty:'' odd:maybe");
    expect(['on', 'off', 'empty', 'none', 'odd'].map((key) => params.bool(key, true))).toEqual([
      true,
      false,
      true,
      true,
      true,
    ]);
    expect(params.bool('empty', false)).toBe(false);
    expect(told()).toEqual([
      ['HS0205', 'odd: "maybe" is not true or false', 'maybe', 'write true or false, yes or no, on or off, 1 or 0'],
    ]);
  });

  test('choices', () => {
    const { params, told } = read('!!a.b env:Development other:x');
    const choices = { 'dev,development': 'dev', 'prod,production': 'prod' };
    expect([params.choice('env', choices), params.choice('none', choices, 'prod')]).toEqual(['dev', 'prod']);
    expect([params.choice('none', choices), params.choice('other', choices, 'dev')]).toEqual([undefined, undefined]);
    expect(told().map(([code]) => code)).toEqual(['HS0204', 'HS0206']);
  });
});

test('args', () => {
  const { params, told } = read("!!a.b one 13 'Two words' k:v");
  expect(params.args).toEqual(['one', '13', 'Two words']);
  expect([params.arg(0, 'text'), params.arg(1, 'int'), params.arg(3, 'int', 5)]).toEqual(['one', 13, 5]);
  expect([params.hasArg('ONE'), params.hasArg('Two words'), params.hasArg('k')]).toEqual([true, true, false]);
  expect(params.checkArgCount(3)).toBe(true);
  expect(told()).toEqual([]);
  expect([params.arg(0, 'int'), params.arg(0, 'int', 4), params.arg(3, 'text')]).toEqual([undefined, 4, undefined]);
  expect([params.checkArgCount(2), params.checkArgCount(4)]).toEqual([false, false]);
  expect(told()).toEqual([
    ['HS0205', 'arg 1: "one" is not a whole number', 'one', expect.any(String)],
    ['HS0205', 'arg 1: "one" is not a whole number', 'one', expect.any(String)],
    ['HS0204', 'a.b has no arg 4', 'a.b', 'write 4 words without a key behind it'],
    ['HS0203', 'a.b takes 2 args, not 3', "'Two words'", 'args are the words without a key'],
    ['HS0204', 'a.b takes 4 args, not 3', 'a.b', 'args are the words without a key'],
  ]);
});
