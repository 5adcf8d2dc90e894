// Scripts as JSON, as programs read it.

import { expect, test } from 'vitest';
import { scriptsToJson } from '../../src/script/json.ts';
import { loadScripts } from '../../src/script/load.ts';

async function json(text: string): Promise<unknown> {
  return JSON.parse(scriptsToJson(await loadScripts([{ kind: 'eval', text, name: '<eval>' }])));
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
  const loaded = await loadScripts([{ kind: 'eval', text: '!!a.b __proto__:1 constructor:2', name: '<eval>' }]);
  expect(scriptsToJson(loaded)).toContain('"params":{"__proto__":"1","constructor":"2"}');
});
