// An actor in JavaScript says whatever it likes; that is its own failure, never that of the process that executes it.

import { expect, test } from 'vitest';
import { type ActionContext, ActionError } from '../../src/actors/actor.ts';
import { executeClaim } from '../../src/agent/execute.ts';
import { Stop } from '../../src/agent/interrupt.ts';
import type { Line } from '../../src/agent/log-buffer.ts';
import { plainActor } from '../setup/plain-records.ts';
import { aroundOf, claimOf } from './around.ts';

async function execute(say: (context: ActionContext) => unknown) {
  const actor = plainActor('odd', 'go', async (_params, context) => say(context));
  const lines: string[] = [];
  const progress: [number | null, string][] = [];
  const onLine = ({ text }: Line) => lines.push(text);
  const onProgress = (percent: number | null, message: string) => progress.push([percent, message]);
  const execution = { claim: claimOf(actor), stop: new Stop(), onLine, onProgress };
  const finish = await executeClaim(execution, aroundOf(actor));
  return { finish, lines, progress };
}

function thrown(value: unknown) {
  return execute(() => {
    throw value;
  });
}

test.each([-5.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])(
  'a code that is %s becomes 1, and a line says so',
  async (code) => {
    const { finish, lines } = await thrown(new ActionError('no', code));
    expect(finish).toMatchObject({ ok: false, outcome: 'failed', code: 1, message: 'no' });
    expect(lines).toEqual([`the code ${code} is not heeded: it is no whole number`]);
  },
);

test('a whole number stays, even a negative one', async () => {
  const { finish, lines } = await thrown(new ActionError('no', -5));
  expect(finish).toMatchObject({ code: -5 });
  expect(lines).toEqual([]);
});

test('what is thrown may be anything', async () => {
  const odd = Object.assign(new Error('no'), { message: { a: 1 } });
  expect((await thrown(odd)).finish).toMatchObject({ code: 1, message: '{"a":1}' });
  const circle = Object.create(null);
  circle.self = circle;
  expect((await thrown(circle)).finish).toMatchObject({ code: 1, message: 'a value that cannot be shown as text' });
});

test('a result is what a store keeps of it', async () => {
  const { finish } = await execute(() => ({ u: undefined, m: new Map(), n: Infinity, at: new Date(0) }));
  expect(finish?.result).toEqual({ m: {}, n: null, at: '1970-01-01T00:00:00.000Z' });
});

test('lines and progress become text and numbers', async () => {
  const { finish, lines, progress } = await execute((context) => {
    const { log, progress } = context as unknown as Record<'log' | 'progress', (...values: unknown[]) => void>;
    log();
    log(42);
    log({ a: [1] });
    log(new Error('no'));
    progress('half', 5);
    progress(Number.NaN);
    progress(50, 'half');
  });
  expect(finish).toMatchObject({ ok: true });
  expect(lines).toEqual(['undefined', '42', '{"a":[1]}', 'Error: no']);
  expect(progress).toEqual([
    [null, '5'],
    [null, ''],
    [50, 'half'],
  ]);
});
