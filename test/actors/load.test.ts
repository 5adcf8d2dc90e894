// All actors of a process: built-in ones and the user's, without clashes.

import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toAgentService, toService } from '../../src/actors/catalogue.ts';
import { loadActors } from '../../src/actors/load.ts';
import { agentServiceSchema } from '../../src/records/agent.ts';
import { serviceSchema } from '../../src/records/service.ts';
import type { LoadedScript, Param } from '../../src/script/ast.ts';
import { loadScripts } from '../../src/script/load.ts';
import { ActorFolder, entry } from './folder.ts';

let folder: ActorFolder;
beforeEach(() => {
  folder = new ActorFolder();
});
afterEach(() => folder.remove());

const actionsOf = ({ items }: LoadedScript) => items.map(({ action }) => action);

describe('loadActors', () => {
  test('without a folder gives the built-in ones', async () => {
    const { actors, diagnostics } = await loadActors(undefined, { entry });
    expect(diagnostics).toEqual([]);
    const all = [...actors.values()].flatMap(({ name, actions }) => [...actions.keys()].map((key) => `${name}.${key}`));
    expect(all).toEqual(['core.echo', 'core.sleep', 'core.fail', 'osal.exec', 'http.request']);
  });

  test('with a folder that is not there, or none, says so', async () => {
    const gone = await loadActors(join(folder.path, 'gone'), { entry });
    expect(gone.diagnostics).toMatchObject([{ code: 'HS0605', message: expect.stringMatching(/there is no folder/) }]);
    expect(gone.actors.has('core')).toBe(true);
    const file = await loadActors(folder.write('file', 'x'), { entry });
    expect(file.diagnostics).toMatchObject([{ code: 'HS0605', message: expect.stringMatching(/is no folder/) }]);
  });

  test('of some actors leaves the others alone, unless one of them is not where its name says', async () => {
    folder.write('good-one/start', '#!/bin/sh\n');
    folder.write('bad/start', '#!/bin/sh\n#: @nonsense\n');
    const some = await loadActors(folder.path, { entry, wanted: new Set(['core', 'good_one']) });
    expect([some.actors.has('good_one'), some.actors.has('bad'), some.diagnostics.length]).toEqual([true, false, 0]);
    const other = await loadActors(folder.path, { entry, wanted: new Set(['elsewhere']) });
    expect([other.actors.has('good_one'), other.actors.has('bad'), other.diagnostics.length]).toEqual([true, true, 1]);
  });

  test('refuses a name that is taken, and keeps the first', async () => {
    folder.write('core/echo', '#!/bin/sh\n');
    folder.write('my-vm/start', '#!/bin/sh\n');
    folder.write('my_vm/stop', '#!/bin/sh\n');
    const { actors, diagnostics } = await folder.load();
    expect(diagnostics.map(({ message, severity }) => `${severity}: ${message}`)).toEqual([
      'error: the actor core is built in',
      'error: the actor my_vm is there twice',
    ]);
    expect(actors.get('core')?.origin).toBe('core');
    expect([...(actors.get('my_vm')?.actions.keys() ?? [])]).toEqual(['start']);
  });
});

describe('records', () => {
  test('say what there is to know, and are valid', async () => {
    folder.write(
      'vm/start',
      '#!/bin/sh\n#: start one\n#: @param id int required example=10 id of the vm\n#: @param mode string enum=a,b default=a\n#: @needs admin\n',
    );
    folder.write('vm/stop', '#!/bin/sh\n#: stop one\n#: @param id int required\n');
    folder.write('vm/README', 'Machines\n');
    const actor = await folder.expectActor('vm');
    const params = { id: 'int, required: id of the vm', mode: 'string, default a, one of a b' };
    const facts = { id: { type: 'int', required: true }, mode: { type: 'string' } };
    expect(toService(actor)).toEqual({
      actor: 'vm',
      description: 'Machines',
      status: 'ok',
      actions: [
        {
          action: 'start',
          description: 'start one',
          params,
          params_example: { id: '10' },
          params_facts: facts,
          needs: 'admin',
        },
        {
          action: 'stop',
          description: 'stop one',
          params: { id: 'int, required' },
          params_example: {},
          params_facts: { id: facts.id },
        },
      ],
    });
    expect(toAgentService(actor).actions[1]).toEqual({
      action: 'stop',
      description: 'stop one',
      params: { id: 'int, required' },
      params_example: {},
      status: 'ok',
      public: true,
    });
    for (const one of (await loadActors(undefined, { entry })).actors.values()) {
      expect(serviceSchema.parse(toService(one))).toEqual(toService(one));
      expect(agentServiceSchema.parse(toAgentService(one))).toEqual(toAgentService(one));
    }
  });
});

describe('built-in actors', () => {
  test('have a description everywhere, and examples that fit', async () => {
    const { actors } = await loadActors(undefined, { entry });
    for (const actor of actors.values()) {
      expect(actor.description).not.toBe('');
      for (const [name, { signature, check }] of actor.actions) {
        expect(signature.description).not.toBe('');
        expect(signature.examples.length).toBeGreaterThan(0);
        for (const param of signature.params) expect(param.description).not.toBe('');
        for (const text of signature.examples) {
          const { scripts, diagnostics } = await loadScripts([{ kind: 'eval', text, name: 'example' }]);
          expect(diagnostics).toEqual([]);
          const [action, ...more] = scripts.flatMap(actionsOf);
          expect(more).toEqual([]);
          expect([action?.actor, action?.action]).toEqual([actor.name, name]);
          const isOwn = ({ key }: Param) => !key.startsWith('job.');
          const own = (action?.params ?? []).filter(isOwn).map((param) => [param.key, param.value.text] as const);
          const positional = (action?.args ?? []).map((arg) => [signature.params[0]?.name ?? '', arg.text] as const);
          expect(check(Object.fromEntries([...own, ...positional]))).toEqual([]);
        }
      }
    }
  });
});
