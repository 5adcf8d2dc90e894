// Folders of executables: how they are found, what they are given, what becomes of what they write.

import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActionContext } from '../../src/actors/actor.ts';
import { renderDiagnostics } from '../../src/diagnostics/render.ts';
import { failureOf, startTrial, trialJob } from './context.ts';
import { ActorFolder } from './folder.ts';

let folder: ActorFolder;
beforeEach(() => {
  folder = new ActorFolder();
});
afterEach(() => folder.remove());

async function run(name: string, params: Record<string, string>, context: ActionContext = startTrial().context) {
  const [actor = '', action = ''] = name.split('.');
  const found = (await folder.expectActor(actor)).actions.get(action);
  if (found === undefined) throw new Error(`no action ${name}`);
  return found.execute(params, context);
}

const problems = async () => renderDiagnostics((await folder.load()).diagnostics).replaceAll(folder.path, 'actors');

describe('files become actions', () => {
  test('by their name, with or without an ending', async () => {
    folder.write('vm-manager/start', '#!/bin/sh\n');
    folder.write('vm-manager/stop.sh', '#!/bin/sh\n');
    folder.write('vm-manager/take-snapshot.py', '#!/usr/bin/env python3\n');
    folder.write('vm-manager/README.md', '\n# Virtual machines\n\nmore\n');
    const actor = await folder.expectActor('vm_manager');
    expect([...actor.actions.keys()]).toEqual(['start', 'stop', 'take_snapshot']);
    expect(actor).toMatchObject({ description: 'Virtual machines', origin: join(folder.path, 'vm-manager') });
  });

  test('but not the others that lie there', async () => {
    folder.write('vm/start', '#!/bin/sh\n');
    for (const name of ['.hidden', '_lib.sh', 'start~', 'start.bak', 'notes.md', 'data.json']) {
      folder.write(`vm/${name}`, '#!/bin/sh\n');
    }
    folder.write('vm/plain', 'just text');
    folder.write('vm/lib/deep', '#!/bin/sh\n');
    folder.write('README', 'the actors');
    expect([...(await folder.expectActor('vm')).actions.keys()]).toEqual(['start']);
  });

  test('a link to a program is one', async () => {
    folder.write('vm/start', '#!/bin/sh\necho linked\n');
    symlinkSync('start', join(folder.path, 'vm/begin'));
    symlinkSync('nowhere', join(folder.path, 'vm/dangling'));
    symlinkSync('.', join(folder.path, 'vm/loop'));
    expect(await run('vm.begin', {})).toBe('linked');
  });
});

describe('the head', () => {
  test('describes the action and its params', async () => {
    folder.write(
      'vm/start.sh',
      `#!/bin/sh
#: start a virtual machine
#: and wait for it
#: @param id int required example=10 id of the machine
#: @param mode string default=fast enum=fast,slow how it boots
#: @param token string secret raw
#: @param note string example="two words" a note
#: @needs admin
#: @concurrency 2
#: @example !!vm.start id:10
# not a head
`,
    );
    const actor = await folder.expectActor('vm');
    expect(actor.concurrency).toBe(2);
    expect(actor.actions.get('start')?.signature).toEqual({
      actor: 'vm',
      action: 'start',
      description: 'start a virtual machine and wait for it',
      needs: 'admin',
      open: false,
      examples: ['!!vm.start id:10'],
      params: [
        { name: 'id', type: 'int', required: true, example: '10', description: 'id of the machine' },
        {
          name: 'mode',
          type: 'string',
          required: false,
          default: 'fast',
          enum: ['fast', 'slow'],
          description: 'how it boots',
        },
        { name: 'token', type: 'string', required: false, secret: true, raw: true, description: '' },
        { name: 'note', type: 'string', required: false, example: 'two words', description: 'a note' },
      ],
    });
  });

  test.each(['#:', '//:', '--:', ';:', '%:'])('can begin with %s', async (leader) => {
    folder.write('vm/start', `#!/bin/sh\n${leader} says hello\r\n${leader} @param id int required the id\r\n`);
    expect((await folder.expectActor('vm')).actions.get('start')?.signature).toMatchObject({
      description: 'says hello',
      params: [{ name: 'id', required: true, description: 'the id' }],
    });
  });

  test('without params leaves them open', async () => {
    folder.write('vm/start', '#!/bin/sh\n#: takes what it gets\ncat\n');
    const action = (await folder.expectActor('vm')).actions.get('start');
    expect(action?.signature.open).toBe(true);
    expect(action?.check({ whatever: '1' })).toEqual([]);
    expect(await run('vm.start', { whatever: '1', b: 'x' })).toEqual({ whatever: '1', b: 'x' });
  });

  test('of a program that is no text is empty', async () => {
    folder.write('vm/start', '\x7fELF\0\n#: @nonsense\n', 0o755);
    expect((await folder.expectActor('vm')).actions.get('start')?.signature).toMatchObject({
      description: '',
      open: true,
    });
  });

  test('that is wrong is told with its line', async () => {
    folder.write(
      'vm/start',
      `#!/bin/sh
#: starts
#: @parm id int
#: @param
#: @param id integer
#: @param id int
#: @param id int
#: @param a int default=many
#: @param b string required default=x
#: @param c string enum=x,y example=z
#: @needs root
#: @concurrency none
`,
    );
    expect(await problems()).toMatchSnapshot();
  });
});

describe('a run', () => {
  test('gets params as JSON by type, and in the environment', async () => {
    folder.write(
      'vm/start',
      `#!/bin/sh
#: @param id int
#: @param force bool default=no
#: @param tags list
#: @param wait duration default=2s
#: @param vm.name string
printf '%s|%s|%s|%s|%s|' "$HERO_PARAM_ID" "$HERO_PARAM_FORCE" "$HERO_PARAM_TAGS" "$HERO_PARAM_WAIT" "$HERO_PARAM_VM_NAME"
cat
`,
    );
    const text = String(
      await run('vm.start', { id: '1_000', force: 'Yes', tags: 'a, b', 'vm.name': `it's "é" \n $x` }),
    );
    const [id, force, tags, wait, name, json] = text.split('|');
    expect([id, force, tags, wait, name]).toEqual(['1000', 'true', 'a, b', '2s', `it's "é" \n $x`]);
    expect(JSON.parse(json ?? '')).toEqual({
      id: 1000,
      force: true,
      tags: ['a', 'b'],
      wait: 2000,
      'vm.name': `it's "é" \n $x`,
    });
  });

  test('knows its job', async () => {
    folder.write('vm/start', '#!/bin/sh\nenv | grep "^HERO_" | sort\n');
    expect(String(await run('vm.start', { a: 'b' }, startTrial({ debug: true }).context)).split('\n')).toEqual([
      'HERO_ACTION=start',
      'HERO_ACTOR=vm',
      'HERO_ATTEMPT=2',
      'HERO_CIRCLE=prod',
      'HERO_CONTEXT=web',
      'HERO_DEBUG=1',
      'HERO_FENCE=7',
      `HERO_JOB=${trialJob.guid}`,
      'HERO_PARAM_A=b',
      `HERO_SOURCE=${trialJob.source}`,
    ]);
  });

  test.each<[string, unknown]>([
    [`echo '{"ip": "10.0.0.1"}'`, { ip: '10.0.0.1' }],
    ['echo 42', 42],
    ['echo; echo "  two words  "', 'two words'],
    [':', null],
    ['printf "{broken"', '{broken'],
  ])('%s gives %j', async (line, result) => {
    folder.write('vm/start', `#!/bin/sh\n${line}\n`);
    expect(await run('vm.start', {})).toEqual(result);
  });

  test('logs what comes on standard error, as it comes', async () => {
    folder.write('vm/start', '#!/bin/sh\necho one >&2; echo result; printf two >&2\n');
    const trial = startTrial();
    expect(await run('vm.start', {}, trial.context)).toBe('result');
    expect(trial.lines).toEqual(['stderr: one', 'stderr: two']);
  });

  test('fails with its status and last line', async () => {
    folder.write('vm/start', `#!/bin/sh\necho '{"left": 0}'; echo looking >&2; echo no room left >&2; exit 12\n`);
    expect(await failureOf(run('vm.start', {}))).toMatchObject({
      message: 'no room left',
      code: 12,
      result: { left: 0 },
    });
    folder.write('vm/stop', '#!/bin/sh\nexit 3\n');
    expect(await failureOf(run('vm.stop', {}))).toMatchObject({ message: 'exit status 3', code: 3 });
    folder.write('vm/die', '#!/bin/sh\necho dying >&2; kill -KILL $$\n');
    expect(await failureOf(run('vm.die', {}))).toMatchObject({ message: 'ended by SIGKILL: dying', code: 137 });
  });

  test('with an interpreter that is not there says so', async () => {
    folder.write('vm/start', '#!/nowhere/at/all\n');
    expect(await failureOf(run('vm.start', {}))).toMatchObject({
      message: expect.stringMatching(/first line/),
      code: 127,
    });
  });

  test('of params that do not fit does not start', async () => {
    folder.write('vm/start', '#!/bin/sh\n#: @param id int required\necho ran >&2\n');
    const trial = startTrial();
    expect((await failureOf(run('vm.start', { id: 'x' }, trial.context))).message).toBe(
      'id: "x" is not a whole number',
    );
    expect(trial.lines).toEqual([]);
  });

  test('with more params than an environment can hold has them all on standard input', async () => {
    folder.write('vm/start', '#!/bin/sh\nwc -c\n');
    const params = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`p${i}`, 'x'.repeat(60_000)]));
    const trial = startTrial();
    expect(await run('vm.start', params, trial.context)).toBeGreaterThan(3_600_000);
    expect(trial.lines[0]).toMatch(/does not fit into the environment/);
  });

  test('that is aborted is ended', async () => {
    folder.write('vm/start', '#!/bin/sh\necho up >&2\nsleep 60\n');
    const trial = startTrial();
    const running = run('vm.start', {}, trial.context);
    await trial.said('up');
    trial.abort();
    expect(await failureOf(running)).toMatchObject({ code: 143 });
  });
});

test('what is wrong with a folder is told', async () => {
  folder.write('vm/start', '#!/bin/sh\n');
  folder.write('vm/start.py', '#!/usr/bin/env python3\n');
  folder.write('vm/forgotten.sh', '#!/bin/sh\n', 0o644);
  folder.write('vm/what is this', '#!/bin/sh\n');
  folder.write('two words/start', '#!/bin/sh\n');
  folder.write('lost.sh', '#!/bin/sh\n');
  expect(await problems()).toMatchSnapshot();
});
