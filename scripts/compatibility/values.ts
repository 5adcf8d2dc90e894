// Rules of values: what the getters of both answer.

import { paramsOf } from '../../src/script/params.ts';
import { parseChoice } from '../../src/script/values/choice.ts';
import { resolvePath } from '../../src/script/values/path.ts';
import { actionOf, type Fact, type Rule } from './rule.ts';

/** Whether what is asked is one of these getters, with a fallback or without. */
function asks({ asks: name }: Fact, ...getters: string[]): boolean {
  return getters.includes(name.replace(/_default$/, ''));
}

const numbers = ['u8', 'u16', 'u32', 'u64', 'i8', 'i16', 'int', 'i64', 'f32', 'f64'].map((kind) => `get_list_${kind}`);
const times = ['get_time', 'ourtime.parse'];

export const valueRules: readonly Rule[] = [
  {
    id: 'truth-values',
    title: 'true, t, yes, y, on and 1 are true, false, f, no, n, off and 0 are false, anything else is a mistake',
    herolib: 'takes any other word for the opposite of the default: `off` is true where false is the default',
    instead: 'write true or false',
    value: { kind: 'bool', text: 'off', theirs: 'true where false is the default' },
    applies: (fact) =>
      /^get_(?:default_true|default_false|bool|list_bool)/.test(fact.asks) &&
      (fact.ours === 'error' || /\b(?:t|on|f|off|1|0|y|yes|n|no|true|false)\b/i.test(fact.text ?? '')),
  },
  {
    id: 'sizes',
    title: 'A whole number outside of its size is a mistake',
    herolib: 'wraps it around in lists of small numbers',
    instead: 'write a number that fits',
    value: { kind: 'list of i8', text: '128', theirs: '-128' },
    applies: (fact) => asks(fact, 'get_list_i8', 'get_list_i16') && fact.ours === 'error',
  },
  {
    id: 'lists-of-numbers',
    title: 'Lists of numbers take brackets and quotes like other lists; an empty text is an empty list',
    herolib: 'rejects the brackets and the empty text, or makes zeroes of them where there is a default',
    instead: "write `'1,2'`",
    value: { kind: 'list of int', text: '[1, 2]', theirs: 'a mistake' },
    applies: (fact) => asks(fact, ...numbers, 'get_list_bool') && /^\s*(?:\[.*\]|)\s*$|['"%]/.test(fact.text ?? 'x'),
  },
  {
    id: 'numbers-with-a-default',
    title: 'A list with a word that is no number is a mistake, with a default too',
    herolib: 'takes the word for 0',
    instead: 'write numbers',
    value: { kind: 'list of int', text: '1,many', theirs: '1,0 where there is a default' },
    applies: (fact) => fact.ours === 'error' && numbers.some((name) => fact.asks === `${name}_default`),
  },
  {
    id: 'lists',
    title: 'Quotes keep the commas and the emptiness of an item',
    herolib: 'splits at every comma, and drops empty items',
    instead: 'use items without commas',
    value: { kind: 'list of text', text: '["a, b","c"]', theirs: 'a · b · c' },
    applies: (fact) =>
      asks(fact, 'get_list', 'get_list_namefix', 'get_emails', 'get_telnrs') && /['"[{]/.test(fact.text ?? ''),
  },
  {
    id: 'numbers',
    title: 'A number is what it looks like; nothing else is one',
    herolib: 'takes a percent sign anywhere in it',
    instead: 'write the sign at the end',
    value: { kind: 'float', text: '5%0', theirs: '0.5' },
    applies: (fact) => asks(fact, 'get_float', 'get_percentage') && /%./.test(fact.text ?? ''),
  },
  {
    id: 'storage',
    title:
      'Storage goes from bytes to PB, with fractions, blanks and every spelling of the unit; each is a power of 1024',
    herolib: 'knows whole numbers of KB, MB and GB, right before the unit',
    instead: 'write `10GB`',
    value: { kind: 'bytes', text: '1.5 TB', theirs: 'a mistake' },
    applies: (fact) =>
      asks(fact, 'get_storagecapacity_in_bytes', 'get_storagecapacity_in_gigabytes') &&
      /^[\d_.]+\s*(?:[kmgtp]i?b?|b)$/i.test(fact.text ?? ''),
  },
  {
    id: 'times',
    title: 'Times of ISO 8601 are read, with `T`, a zone or a fraction; a distance may have fractions',
    herolib: 'rejects the first, and counts only the whole part of the second',
    instead: "write `'2030-01-31 06:30'` or `+90m`",
    value: { kind: 'time', text: '2030-01-31T06:30', theirs: 'a mistake' },
    applies: (fact) => asks(fact, ...times) && /\d[Tt]\d|Z$|\.\d|:\d+[+-]\d/.test(fact.text ?? fact.input),
  },
  {
    id: 'times-that-exist',
    title: 'A time that does not exist, or is none, is a mistake',
    herolib: 'makes the 2nd of March of the 30th of February, and 0 of a distance without a number',
    instead: 'write a time that exists',
    value: { kind: 'time', text: '2022-02-30', theirs: '2022-03-02' },
    applies: (fact) => asks(fact, ...times) && fact.ours === 'error',
  },
  {
    id: 'times-of-day',
    title: '12AM is midnight and 12PM is noon; am and pm may be small; what is no time of day is a mistake',
    herolib: 'makes noon of 12AM and midnight of 12PM, leaves small letters out, and makes 0 of a word',
    instead: 'write `16:30`',
    value: { kind: 'timestamp', text: '12AM', theirs: '43200' },
    applies: (fact) =>
      asks(fact, 'get_timestamp') && (fact.ours === 'error' || /^12.*[ap]m|[ap]m$/i.test(fact.text ?? '')),
  },
  {
    id: 'intervals',
    title: '`08:00-17:30` is an interval',
    herolib: 'always fails',
    instead: 'give two params',
    value: { kind: 'interval', text: '08:00-17:30', theirs: 'a mistake' },
    applies: (fact) => asks(fact, 'get_time_interval'),
  },
  {
    id: 'money',
    title: 'An amount keeps its currency, and nothing is converted; what is no amount is a mistake',
    herolib: 'adds a rate of 2024, and ends the process at an empty text',
    instead: 'convert with a rate you know',
    value: { kind: 'money', text: '', theirs: 'the process ends' },
    applies: (fact) =>
      asks(fact, 'get_currencyamount', 'get_currencyfloat', 'currency.amount_get') && fact.ours === 'error',
  },
  {
    id: 'lookup',
    title: 'A param is found in any spelling of its key: upper case, `-` for `_`, with all its dots',
    herolib: 'looks for it differently in each getter, and never finds keys with `/`, `,`, `__` or two dots',
    instead: 'ask for the key as it is kept: lower case, `_`',
    asked: {
      question: 'whether `a-b` is given in `!!x.y a_b:1`',
      theirs: 'no',
      ours: () => (paramsOf(actionOf('!!x.y a_b:1'), []).has('a-b') ? 'yes' : 'no'),
    },
    applies: ({ asks: name, args }) => /^(?:get|exists)/.test(name) && /[^a-z0-9_]|__/.test(String(args[0])),
  },
  {
    id: 'args',
    title: 'A word is found as it is written, or in lower case; its place counts from 0',
    herolib: 'never finds words with capitals',
    instead: 'write words in lower case',
    asked: {
      question: 'whether `Foo` stands in `!!x.y Foo`',
      theirs: 'no',
      ours: () => (paramsOf(actionOf('!!x.y Foo'), []).hasArg('Foo') ? 'yes' : 'no'),
    },
    applies: (fact) => fact.asks === 'exists_arg',
  },
  {
    id: 'paths',
    title: '`~` is the home folder at the start of a path only',
    herolib: 'replaces it anywhere',
    instead: 'write it at the start',
    asked: {
      question: 'the path `/a/~/b`',
      theirs: 'the home folder in the middle of it',
      ours: () => `\`${resolvePath('/a/~/b', '/')}\``,
    },
    applies: (fact) => asks(fact, 'get_path', 'get_path_create'),
  },
  {
    id: 'choices',
    title: 'A word that is none of the choices is a mistake',
    herolib: 'takes the default',
    instead: 'write one of the choices',
    asked: {
      question: '`other` among `dev` and `prod`, with `dev` for nothing',
      theirs: '`dev`',
      ours: () => (parseChoice('other', { dev: 'dev', prod: 'prod' }).ok ? 'a word' : 'a mistake'),
    },
    applies: ({ asks: name, ours }) => /hashmap$/.test(name) && ours === 'error',
  },
  {
    id: 'names',
    title: 'A name that is made of any text has `a-z`, `0-9` and single `_`; making it twice changes nothing',
    herolib: 'keeps runs of `_` that it makes itself',
    instead: 'write names that are names',
    value: { kind: 'name', text: 'a  b', theirs: 'a__b' },
    applies: ({ asks: name }) => name === 'name_fix' || name === 'get_list_namefix',
  },
];
