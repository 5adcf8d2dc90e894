// Lists, of words and of one kind.

import { describe } from 'vitest';
import { parseSmall } from '../../../src/script/values/integer.ts';
import { parseList, parseListOf } from '../../../src/script/values/list.ts';
import { readsAs } from './cases.ts';

describe('parseList', () => {
  readsAs(
    parseList,
    [
      ['', []],
      ['[]', []],
      ['a', ['a']],
      ['a,b', ['a', 'b']],
      [' a , b ', ['a', 'b']],
      ['[1, 2,3]', ['1', '2', '3']],
      ['\'a b\', "c, d",e', ['a b', 'c, d', 'e']],
      ["['a','it\\'s']", ['a', "it's"]],
      ['Apple,"Dragon Fruit"', ['Apple', 'Dragon Fruit']],
      ['a,,b,', ['a', 'b']],
      ["a,''", ['a', '']],
      ["don't,x", ["don't", 'x']],
      ["'a'b,c", ["'a'b", 'c']],
      ["'open, x", ["'open", 'x']],
      ['{"a": [1, 2]}, x', ['{"a": [1, 2]}', 'x']],
      ['[a, b', ['[a', 'b']],
      ['"say \\"hi\\"","ends \\\\"', ['say "hi"', 'ends \\']],
      ['two words', ['two words']],
      [`["A",'"B"',"'C'"]`, ['A', 'B', 'C']],
      [`'"a" and "b"','"'`, ['"a" and "b"', '"']],
    ],
    [],
  );
});

describe('parseListOf', () => {
  readsAs(
    (text) => parseListOf(text, (item) => parseSmall('i32', item)),
    [
      ['', []],
      [' ', []],
      ['[]', []],
      ['1,2', [1, 2]],
      ['[1, -2]', [1, -2]],
      ['\'1\',"2"', [1, 2]],
    ],
    ['1,a', '1,,2', '1,', '1.5', '2147483648', ','],
  );
});
