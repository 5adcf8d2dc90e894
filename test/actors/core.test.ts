// core.echo, core.sleep, core.fail.

import { expect, test } from 'vitest';
import { coreActor } from '../../src/actors/builtin/core.ts';
import { failureOf, startTrial } from './context.ts';

function action(name: string) {
  const found = coreActor.actions.get(name);
  if (found === undefined) throw new Error(`no core.${name}`);
  return found;
}

test('echo logs its lines and gives its text', async () => {
  const trial = startTrial();
  expect(await action('echo').execute({ text: 'one\ntwo' }, trial.context)).toBe('one\ntwo');
  expect(trial.lines).toEqual(['stdout: one', 'stdout: two']);
  expect(action('echo').check({})).toMatchObject([{ kind: 'missing', param: 'text' }]);
  expect(action('echo').check({ txt: 'x' })[0]).toMatchObject({ kind: 'unknown', help: 'did you mean text?' });
});

test('sleep waits, and wakes when it is aborted', async () => {
  expect(await action('sleep').execute({ duration: '1ms' }, startTrial().context)).toBeNull();
  const trial = startTrial();
  const sleeping = action('sleep').execute({ duration: '1000h' }, trial.context);
  trial.abort();
  expect(await failureOf(sleeping)).toMatchObject({ name: 'AbortError' });
  expect(action('sleep').check({ duration: 'soon' })).toMatchObject([{ kind: 'type', param: 'duration' }]);
});

test('fail fails as asked', async () => {
  const { context } = startTrial();
  expect(await failureOf(action('fail').execute({}, context))).toMatchObject({ message: 'failed as asked', code: 1 });
  const params = { code: '17', message: 'no room' };
  expect(await failureOf(action('fail').execute(params, context))).toMatchObject({ message: 'no room', code: 17 });
  expect(action('fail').check({ code: 'many' })).toMatchObject([{ kind: 'type', param: 'code' }]);
  expect(action('fail').check({ code: '0' })).toMatchObject([{ kind: 'type', param: 'code' }]);
});
