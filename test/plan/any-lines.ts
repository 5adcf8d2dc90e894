// Scripts that nobody would write: directives, jobs, attributes and values in any combination.

import fc from 'fast-check';
import { directives } from '../../src/directives/registry.ts';
import { attributeEntries } from '../../src/plan/attributes.ts';

const names = fc.constantFrom(
  'core.echo',
  'vm_manager.start',
  'report.send',
  'echo',
  'nope.nope',
  ...directives.flatMap(({ actor, action, aliases }) => [`${actor}.${action}`, ...aliases.map(({ name }) => name)]),
);
const keys = fc.constantFrom(
  'text',
  'id',
  'name',
  'names',
  'key',
  'val',
  'for',
  'content',
  'path',
  ...attributeEntries.flatMap(({ name }) => [name, `job.${name}`]),
);
const values = fc.oneof(
  fc.constantFrom(
    "''",
    'a',
    "'a,b'",
    '*-1',
    "'#1'",
    '1',
    '30s',
    '{A}',
    "'${A:-{A}'",
    '${job.a.x}',
    '${',
    '$${A}',
    '99h',
  ),
  fc.string({ unit: fc.constantFrom(...'ab1{}$:.-?@#*,\\ ') }).map((text) => `'${text}'`),
);
const lines = fc
  .tuple(
    fc.constantFrom('!!', '!!', '!!', '!', '!!!'),
    names,
    fc.array(fc.tuple(keys, values), { maxLength: 4 }),
    fc.option(values),
  )
  .map(([marks, name, params, arg]) => {
    const once = new Map(params);
    return `${marks}${name} ${arg ?? ''} ${[...once].map(([key, value]) => `${key}:${value}`).join(' ')}\n`;
  });

/** Up to twelve actions. */
export const anyScript = fc.array(lines, { maxLength: 12 }).map((parts) => parts.join(''));
