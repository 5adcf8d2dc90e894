// `--sort` and `--expand`: the order of definitions, their short forms, and that nothing but that changes.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Source } from '../../../src/diagnostics/source.ts';
import { formatSource } from '../../../src/script/format/format.ts';
import { actionMeaning } from '../../../src/script/format/meaning.ts';
import { parseScript } from '../../../src/script/parse.ts';
import { holds } from '../../setup/holds.ts';
import { scriptText } from '../generate.ts';

function format(text: string, options: { sort?: boolean; expand?: boolean }, name = 'a.hero') {
  const { text: out, kept, failed } = formatSource(new Source(name, text), options);
  expect(failed).toBe(false);
  // Again, nothing more changes.
  expect(formatSource(new Source(name, out), options).text).toBe(out);
  return { out, notes: kept.filter(({ code }) => code === 'HS0225').map(({ message }) => message) };
}

describe('sort', () => {
  test('what is referred to first, each with its parts, comments with what they speak of', () => {
    const text = `#!/usr/bin/env hero
// all of it
!!service.param_define name:'vm.start.id' type:int
!!service.action_define name:'vm.start' needs:write
    description:'start'
!!acl.ace_define acl:ops right:write groups:ops
// the service
!!service.define name:vm acl:ops
!!acl.ace_define acl:ops right:block users:mallory
!!user.define name:bob
!!acl.define name:ops

// why
// ann
!!user.define name:ann
!!agent.service_define name:'node1.vm'
!!agent.define name:node2
!!agent.define name:node1
!!bootstrap.define name:prod
!!bizmodel.cost_define name:a
!!bizmodel.asset_define name:b

// the end
`;
    expect(format(text, { sort: true })).toMatchInlineSnapshot(`
      {
        "notes": [],
        "out": "#!/usr/bin/env hero

      !!bootstrap.define name:prod

      // why
      // ann
      !!user.define name:ann
      !!user.define name:bob

      !!agent.define name:node1
      !!agent.service_define name:node1.vm

      !!agent.define name:node2

      !!acl.define name:ops
      !!acl.ace_define acl:ops right:block users:mallory
      !!acl.ace_define acl:ops right:write groups:ops

      // the service
      !!service.define name:vm acl:ops

      !!service.action_define name:vm.start needs:write
          description:start

      // all of it
      !!service.param_define name:vm.start.id type:int

      !!bizmodel.asset_define name:b

      !!bizmodel.cost_define name:a

      // the end
      ",
      }
    `);
  });

  test.each([
    ['!!user.define name:b\n!!core.echo x\n!!user.define name:a\n', 'not sorted: core.echo defines nothing'],
    ['!user.define name:b\n!!user.define name:a\n', 'not sorted: user.define defines nothing'],
    [
      '!!user.define name:b\nlost\n!!user.define name:a\n',
      'not sorted: there is text in it that belongs to nothing, or is wrong',
    ],
    [
      "!!user.define name:b\n!!user.define name:'a\n",
      'not sorted: there is text in it that belongs to nothing, or is wrong',
    ],
  ])('%j stays', (text, note) => {
    const { out, notes } = format(text, { sort: true });
    expect([out, notes]).toEqual([formatSource(new Source('a.hero', text)).text, [note]]);
  });

  test('documents stay', () => {
    const text = '# Users\n\n!!user.define name:b\n\n!!user.define name:a\n';
    expect(format(text, { sort: true }, 'a.md').out).toBe(text);
  });
});

describe('expand', () => {
  test('a block for each param', () => {
    const text = `!!service.action_define name:'vm.start' params.id:'id of the vm' needs:write
    params_example.id:10
    danger:true // not lost
    params.force:"even if the disk's dirty" params.note:'
        two
        lines
    '
!!service.action_define name:'vm.stop' params.id:'id'
!!other.action_define name:x params.id:'id'
`;
    expect(format(text, { expand: true })).toMatchInlineSnapshot(`
      {
        "notes": [],
        "out": "!!service.action_define name:vm.start needs:write
          danger:true // not lost

      !!service.param_define name:vm.start.id example:10 description:'id of the vm'
      !!service.param_define name:vm.start.force description:"even if the disk's dirty"

      !!service.param_define name:vm.start.note
          description:'
              two
              lines
          '

      !!service.action_define name:vm.stop
      !!service.param_define name:vm.stop.id description:id
      !!other.action_define name:x params.id:id
      ",
      }
    `);
  });

  test('what cannot be expanded stays, and is told', () => {
    const text = `!!service.action_define params.id:x
!!service.action_define name:a.b params.id:x // this one
!!service.action_define name:a.c params.id:x
!!service.param_define name:a.c.id type:int
`;
    const { out, notes } = format(text, { expand: true });
    expect(out).toBe(text);
    expect(notes).toMatchInlineSnapshot(`
      [
        "left in its short form: the action has no name",
        "left in its short form: a comment speaks of params.id",
        "left in its short form: there is a block for a.c.id already",
      ]
    `);
  });

  test('both', () => {
    const text = "!!service.action_define name:'vm.b' params.z:z params.a:a\n!!service.define name:vm\n";
    expect(format(text, { expand: true, sort: true }).out).toMatchInlineSnapshot(`
      "!!service.define name:vm
      !!service.action_define name:vm.b
      !!service.param_define name:vm.b.a description:a
      !!service.param_define name:vm.b.z description:z
      "
    `);
  });
});

const word = fc.stringMatching(/^[a-c]$/);
const comment = fc.constantFrom('', '// one\n', '\n// two\n\n', '# three\n', '<!-- four\n five -->\n');
const kind = fc.constantFrom('user.define', 'acl.define', 'acl.ace_define', 'service.action_define', 'x.y_define');
const value = fc.constantFrom("'x y'", '10', '"it\'s"', "'\n        a\n        b\n    '", '', 'a, b');
const block = fc
  .tuple(comment, kind, word, word, value, fc.constantFrom(' ', '\n    ', ' // c\n  '))
  .map(([above, name, a, b, text, gap]) => `${above}!!${name} name:${a}.${b}${gap}params.${b}:${text} acl:${b}\n`);

test('any definitions say the same, each its own, in any order', () => {
  holds(
    fc.property(fc.array(block), fc.boolean(), comment, (blocks, expand, end) => {
      const text = blocks.join('') + end;
      const { out } = format(text, { sort: true, expand });
      if (expand) return;
      const meanings = (from: string) =>
        parseScript(new Source('a.hero', from))
          .actions.map((action) => JSON.stringify(actionMeaning(action)))
          .sort();
      expect(meanings(out)).toEqual(meanings(text));
      for (const said of end.match(/[a-z]{3,}/g) ?? []) expect(out).toContain(said);
    }),
  );
});

test('a first line alone', () => {
  expect(format('#!x\n\ufeff', { sort: true }).out).toBe('#!x\n');
});

test('any text stays what it is', () => {
  holds(fc.property(scriptText, fc.boolean(), (text, sort) => void format(text, { sort, expand: true })));
});
