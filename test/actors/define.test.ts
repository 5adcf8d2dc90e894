// defineActor: what a zod schema makes of the params of a script.

import { describe, expect, test } from 'vitest';
import { ActionError, defineAction, defineActor, z } from '../../src/index.ts';
import { failureOf, startTrial } from './context.ts';

const machine = defineActor({
  name: 'machine',
  description: 'virtual machines',
  concurrency: 2,
  actions: {
    start: defineAction({
      description: 'start one',
      needs: 'admin',
      examples: ['!!machine.start id:10'],
      secrets: ['token'],
      params: {
        id: z.int().min(1).describe('id of the machine').meta({ example: 10 }),
        token: z.string().optional(),
        boot: z.boolean().default(true),
        share: z.number().optional(),
        mode: z.enum(['fast', 'slow']).default('fast'),
        tags: z.array(z.string()).default(['a', 'b']),
        ports: z.array(z.int()).optional(),
        disk: z.object({ size: z.number() }).optional(),
        level: z.literal([1, 2]).optional(),
        parent: z.int().nullable().optional(),
        at: z.coerce.date().optional(),
        owner: z.union([z.int(), z.string()]).optional(),
        password: z.string().optional().meta({ secret: true, raw: true }),
      },
      async run({ id, boot, mode, tags, ...rest }, context) {
        // That this compiles is half of the test: the types come from the schema.
        const next: number = id + 1;
        const fast: 'fast' | 'slow' = mode;
        context.progress(50, fast);
        context.log(tags.join('+'));
        return { next, boot, ...rest };
      },
    }),
    plain: { description: 'no params', run: () => 'done' },
    fail: {
      description: 'fails',
      run() {
        throw new ActionError('no room', 17, { left: 0 });
      },
    },
    pair: {
      description: 'two that differ',
      params: z
        .object({ a: z.string(), b: z.string() })
        .refine(({ a, b }) => a !== b, { path: ['b'], error: 'B must differ from a' }),
      run: ({ a, b }) => a + b,
    },
    anything: { description: 'takes more', params: z.looseObject({ a: z.int() }), run: (params) => params },
    slow: {
      description: 'a schema that waits',
      params: { name: z.string().refine(async (name) => name !== 'taken', 'is taken') },
      run: ({ name }) => name,
    },
  },
});

function action(name: string) {
  const found = machine.actions.get(name);
  if (found === undefined) throw new Error(`no action ${name}`);
  return found;
}

const run = (name: string, params: Record<string, string>, trial = startTrial()) =>
  action(name).execute(params, trial.context);

describe('signature', () => {
  test('is made from the schema', () => {
    expect(action('start').signature).toMatchObject({
      actor: 'machine',
      action: 'start',
      needs: 'admin',
      open: false,
      examples: ['!!machine.start id:10'],
    });
    const text = action('start').signature.params.map(
      ({ name, type, required, default: preset, example, enum: choices, secret, raw, description }) =>
        [
          name,
          type,
          required && 'required',
          preset && `default ${preset}`,
          example && `example ${example}`,
          choices?.join('|'),
          secret && 'secret',
          raw && 'raw',
          description,
        ]
          .filter((word) => word !== false && word !== undefined && word !== '')
          .join(' '),
    );
    expect(text).toEqual([
      'id int required example 10 id of the machine',
      'token string secret',
      'boot bool default true',
      'share number',
      'mode string default fast fast|slow',
      'tags list default a,b',
      'ports list',
      'disk json',
      'level number 1|2',
      'parent int',
      'at string',
      'owner string',
      'password string secret raw',
    ]);
  });

  test('says whether other params are taken', () => {
    expect(action('anything').signature.open).toBe(true);
    expect(action('pair').signature.open).toBe(false);
    expect(action('plain').signature).toMatchObject({ params: [], open: false, needs: 'write' });
  });

  test('needs no params', async () => {
    expect(action('plain').check({})).toEqual([]);
    expect(action('plain').check({ a: '1' })).toMatchObject([{ kind: 'unknown', param: 'a' }]);
    expect(await run('plain', {})).toBe('done');
  });
});

describe('values', () => {
  test('are converted, defaults filled in', async () => {
    const trial = startTrial();
    expect(await run('start', { id: '10' }, trial)).toEqual({ next: 11, boot: true });
    expect(trial.lines).toEqual(['log: a+b']);
    expect(trial.progress).toEqual([[50, 'fast']]);
  });

  test.each<[string, string, unknown]>([
    ['boot', 'off', false],
    ['share', '50%', 0.5],
    ['ports', '80, 443', [80, 443]],
    ['ports', '[80,443]', [80, 443]],
    ['disk', '{"size": 4}', { size: 4 }],
    ['level', '2', 2],
    ['parent', '7', 7],
    ['parent', 'null', null],
    ['parent', '', null],
    ['at', '2024-01-02', new Date('2024-01-02')],
    ['owner', '7', 7],
    ['owner', 'ann', 'ann'],
    ['token', '10', '10'],
  ])('%s:%s', async (name, text, value) => {
    expect(await run('start', { id: '1', [name]: text })).toMatchObject({ [name]: value });
  });

  test.each<[string, string, string, RegExp]>([
    ['id', 'ten', 'type', /^id: "ten" is not a whole number$/],
    ['id', '0', 'type', /^id: must be at least 1$/],
    ['mode', 'fsat', 'enum', /^mode: "fsat" is not one of fast, slow$/],
    ['level', '3', 'enum', /^level: "3" is not one of 1, 2$/],
    ['ports', '80,x', 'type', /^ports: "x" is not a whole number$/],
    ['disk', '{"size":"a"}', 'type', /^disk\.size: /],
    ['disk', 'big', 'type', /^disk: "big" is not JSON$/],
    ['boot', 'maybe', 'type', /^boot: /],
    ['at', 'someday', 'type', /^at: /],
  ])('%s:%s is refused', async (name, text, kind, message) => {
    const problems = action('start').check({ id: '1', [name]: text });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ kind, param: name, message: expect.stringMatching(message) });
    expect((await failureOf(run('start', { id: '1', [name]: text }))).message).toBe(problems[0]?.message);
  });

  test('unknown and missing names are told together', () => {
    expect(action('start').check({ idd: '1' })).toMatchObject([
      { kind: 'unknown', param: 'idd', help: 'did you mean id?' },
      { kind: 'missing', param: 'id' },
    ]);
  });

  test('the rules of each param are asked beside other mistakes, those over several params are not', () => {
    expect(action('start').check({ id: '0', boot: 'maybe', disk: '{"size":"a"}', more: '1' })).toMatchObject([
      { kind: 'unknown', param: 'more' },
      { kind: 'type', param: 'boot' },
      { kind: 'type', param: 'id', message: 'id: must be at least 1' },
      { kind: 'type', param: 'disk', message: expect.stringMatching(/^disk\.size: /) },
    ]);
    expect(action('pair').check({ a: 'x', b: 'x', more: '1' })).toMatchObject([{ kind: 'unknown' }]);
    expect(action('slow').check({ name: 'taken', more: '1' })).toMatchObject([{ kind: 'unknown' }]);
  });

  test('a rule over several params is asked, its message is kept as it is', async () => {
    expect(action('pair').check({ a: 'x', b: 'x' })).toEqual([
      { kind: 'type', param: 'b', message: 'b: B must differ from a' },
    ]);
    expect(await run('pair', { a: 'x', b: 'y' })).toBe('xy');
  });

  test('an open schema gets the others as texts', async () => {
    expect(await run('anything', { a: '1', more: '2' })).toEqual({ a: 1, more: '2' });
  });

  test('a schema that has to wait is asked when the action runs', async () => {
    expect(action('slow').check({ name: 'taken' })).toEqual([]);
    expect((await failureOf(run('slow', { name: 'taken' }))).message).toBe('name: is taken');
    expect(await run('slow', { name: 'free' })).toBe('free');
  });
});

test('an ActionError keeps its code and result', async () => {
  expect(await failureOf(run('fail', {}))).toMatchObject({ message: 'no room', code: 17, result: { left: 0 } });
});

describe('a wrong definition', () => {
  const good = { description: '', run: () => null };
  test.each<[string, () => unknown, RegExp]>([
    ['name', () => defineActor({ name: 'My Actor', description: '', actions: { a: good } }), /"My Actor" is no name/],
    ['action', () => defineActor({ name: 'a', description: '', actions: { 'b-c': good } }), /"b-c" is no name/],
    ['double', () => defineActor({ name: 'a__b', description: '', actions: { a: good } }), /"a__b" is no name/],
    ['empty', () => defineActor({ name: 'a', description: '', actions: {} }), /a has no actions/],
    ['slots', () => defineActor({ name: 'a', description: '', concurrency: 0, actions: { a: good } }), /concurrency/],
    [
      'run',
      () => defineActor({ name: 'a', description: '', actions: { a: { description: '' } as never } }),
      /a\.a has/,
    ],
    [
      'needs',
      () => defineActor({ name: 'a', description: '', actions: { a: { ...good, needs: 'root' as never } } }),
      /read, write, admin/,
    ],
    [
      'param',
      () =>
        defineActor({ name: 'a', description: '', actions: { b: { ...good, params: { bootDisk: z.string() } } } })
          .actions.get('b')
          ?.check({}),
      /a\.b: "bootDisk" is no name of a param/,
    ],
    [
      'schema',
      () =>
        defineActor({
          name: 'a',
          description: '',
          actions: { b: { ...good, params: { c: 'string' as never } } },
        }).actions.get('b')?.signature,
      /a\.b: the param c has no schema/,
    ],
  ])('%s', (_, define, message) => {
    expect(define).toThrow(message);
  });
});

test('importing a definition describes no schema yet', () => {
  let asked = 0;
  const lazy = z.string().default(() => {
    asked += 1;
    return 'x';
  });
  const actor = defineActor({
    name: 'a',
    description: '',
    actions: { b: { description: '', params: { c: lazy }, run: () => 1 } },
  });
  expect(asked).toBe(0);
  expect(actor.actions.get('b')?.signature.params[0]?.default).toBe('x');
});
