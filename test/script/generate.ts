// Texts that look like scripts, for tests that must hold for any text.

import fc from 'fast-check';

export const pieces = [
  ...[
    '!',
    '!!',
    '!!a.b',
    '!!a.b ',
    '!!!m.n',
    '\n!!c.d ',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '    ',
    '\n    ',
    '\n  ',
    '\t',
    '\n ',
  ],
  ...[
    'x:',
    'y: ',
    'name:',
    'key',
    'a-b:',
    'a.b.c:',
    ':',
    ' : ',
    "'",
    '"',
    "'''",
    '"""',
    '\\',
    ',',
    ', ',
    '//',
    ' // c',
  ],
  ...[
    '#',
    ' # ',
    '<!--',
    '-->',
    '[',
    ']',
    '{',
    '}',
    '`',
    'word',
    '1',
    '10:30',
    'https://x.y',
    '${A}',
    '{B}',
    '@',
    '=',
    'é',
  ],
  ...[
    "'a b'",
    "'\n",
    "\n'",
    "    '\n",
    '![',
    '```',
    '\n```heroscript\n',
    '\n```\n',
    '~~~',
    '\ufeff',
    '#!',
    '\f',
    '\u00a0',
  ],
];

const chosen = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(''));

export const scriptText = fc.oneof(
  { weight: 4, arbitrary: chosen.map((text) => `!!a.b ${text}`) },
  { weight: 2, arbitrary: chosen.map((text) => `!!a.b x:'\n${text}`) },
  { weight: 2, arbitrary: chosen },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).map((text) => `!!a.b x:${text}`) },
);

const key = fc.constantFrom('name', 'id', 'a.b', 'x', 'a.b.c', 'Name', '10', 'description', 'url', 'n');
const words = [
  'word',
  'it',
  '10:30',
  'a,b',
  'https://x.y/z',
  '//',
  '#',
  'x=1',
  "o'neil",
  'é',
  '\t',
  '!!a.b',
  'k:',
  '<BR>',
];
const inside = fc.array(fc.constantFrom(...words, ' ', ' ', '  ', ',', "\\'", '"', '\\'), { maxLength: 6 });
const bare = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
const value = fc.oneof(
  { weight: 3, arbitrary: bare },
  { weight: 3, arbitrary: inside.map((parts) => `'${parts.join('')}'`) },
  { weight: 1, arbitrary: inside.map((parts) => `"${parts.join('')}"`) },
  { weight: 1, arbitrary: inside.map((parts) => `'\n        ${parts.join('')}\n\n      b\n    '`) },
  { weight: 1, arbitrary: inside.map((parts) => `'a\n   ${parts.join('')}'`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '', '[a, b]', '{a}', "'a', b", 'a, b', '\n        below', "'''x'''", "'"),
  },
);
const entry = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(key, fc.constantFrom(':', ':', ':', ': ', ' :'), value).map((parts) => parts.join('')),
  },
  { weight: 2, arbitrary: bare },
  { weight: 1, arbitrary: fc.constantFrom('// c', '# c', '//', "// don't", '<!-- c -->', ',', "'two words'") },
);
const gap = fc.constantFrom(
  ' ',
  ' ',
  '  ',
  '',
  '\n    ',
  '\n    ',
  '\n  ',
  '\n ',
  '\n\n    ',
  '\r\n    ',
  ' // c\n    ',
);
const body = fc.array(fc.tuple(gap, entry), { maxLength: 6 }).map((parts) => parts.flat().join(''));
const head = fc.constantFrom(
  '!!vm.start',
  '!!a.b',
  '!x',
  '!!!a.b',
  '!!A-b.c',
  '!!a.b.c',
  '!!!!!a',
  '!!',
  '// c\n!!a.b',
  'prose\n!!a.b',
);

/** Mistakes are the exception in it. */
export const usualText = fc
  .array(fc.tuple(head, body, fc.constantFrom('\n', '\n\n', '\n', '\r\n', '\n\n\n', '')), { maxLength: 4 })
  .map((actions) => actions.flat().join(''));

const goodValue = fc.constantFrom(
  ...['word', '10:30', 'a,b', 'a, b', "'a', 'b c'", 'https://x.y/z', '{"a": [1, 2]}', '[a, b]', "''", "o'neil"],
  ...["'two words'", '"it\'s"', "'it\\'s // no'", "'one\n    two'", "'\n        !!a.b\n\n        c\n    '", "'''x'''"],
  ...["'\n        say 'x'\n        and y'", '"\n    a // b\n    "', '\n        text below\n        and more', ''],
);
const goodGap = fc.constantFrom(
  ' ',
  ' ',
  '\n    ',
  '\n\n    ',
  ' // c\n    ',
  '\n    # c\n    ',
  '\n    <!-- c -->\n    ',
);
const goodBody = fc
  .uniqueArray(fc.tuple(goodGap, fc.constantFrom('a', 'name', 'url', 'x.y', 'id', 'n1'), goodValue), {
    selector: ([, name]) => name,
    maxLength: 5,
  })
  .map((entries) => entries.map(([between, name, said]) => `${between}${name}:${said}`).join(''));
const goodHead = fc.constantFrom('!!vm.start', '!x', '!!!a.b', '!!A-b.c word', '// c\n!!a.b', '// c\n\n// d\n!!!!a.b');

/** Scripts that are well-formed for the most part. */
export const goodText = fc
  .array(fc.tuple(goodHead, goodBody, fc.constantFrom('\n', '\n\n')), { minLength: 1, maxLength: 3 })
  .map((actions) => actions.flat().join(''));
