// Kinds of HeroScript as schemas of params.

import { expect, test } from 'vitest';
import { defineAction, defineActor, value } from '../../src/index.ts';
import { startTrial } from './context.ts';

const disk = defineActor({
  name: 'disk',
  description: 'disks',
  actions: {
    create: defineAction({
      description: 'create one',
      params: { size: value('bytes').describe('how large'), price: value('money').optional(), id: value('u64') },
      run: ({ size, price, id }) => {
        // The types come from the kinds.
        const [bytes, next]: [number, bigint] = [size + 1, id + 1n];
        return [bytes, String(next), price?.currency];
      },
    }),
  },
});

test('they are read as a script means them', async () => {
  const create = disk.actions.get('create');
  if (create === undefined) throw new Error('no action');
  expect(create.signature.params[0]).toMatchObject({ name: 'size', type: 'string', description: 'how large' });
  expect(create.check({ size: '10 GB', id: '18446744073709551615' })).toEqual([]);
  const { context } = startTrial();
  const params = { size: '1kB', price: '5kEUR', id: '18446744073709551615' };
  expect(await create.execute(params, context)).toEqual([1025, '18446744073709551616', 'EUR']);
});

test('what does not fit is told before the action runs', () => {
  const problems = disk.actions.get('create')?.check({ size: '10XB', id: '-1' });
  expect(problems?.map(({ kind, param, message }) => [kind, param, message])).toEqual([
    ['type', 'size', 'size: "10XB" is not an amount of storage'],
    ['type', 'id', 'id: "-1" is not a whole number'],
  ]);
});
