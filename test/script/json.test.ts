// Scripts as JSON, as programs read it.

import { expect, test } from 'vitest';
import { actionsOf, scriptToJson } from '../../src/script/json.ts';
import { loadScripts } from '../../src/script/load.ts';

async function loaded(text: string): Promise<string> {
  const { scripts, diagnostics } = await loadScripts([{ kind: 'eval', text, name: '<eval>' }]);
  return scriptToJson(actionsOf(scripts), diagnostics);
}

async function json(text: string): Promise<unknown> {
  return JSON.parse(await loaded(text));
}

test('actions and diagnostics', async () => {
  expect(await json("// why\n!!a.b one 'two three' id:10 l:x, y\nz:1\n!note\n")).toEqual({
    actions: [
      {
        type: 'sal',
        actor: 'a',
        action: 'b',
        args: ['one', 'two three'],
        params: { id: '10', l: 'x,y' },
        line: 2,
        comments: 'why',
      },
      { type: 'dal', actor: 'core', action: 'note', args: [], params: {}, line: 4, comments: '' },
    ],
    diagnostics: [
      {
        code: 'HS0002',
        severity: 'error',
        message: 'parameter is not indented, so it belongs to no action',
        file: '<eval>',
        line: 3,
        col: 1,
        end_line: 3,
        end_col: 4,
        help: 'indent it by 4 spaces to attach it to !!a.b',
      },
    ],
  });
});

test('a key is a key, whatever JavaScript thinks of it', async () => {
  expect(await loaded('!!a.b __proto__:1 constructor:2')).toContain('"params":{"__proto__":"1","constructor":"2"}');
});
