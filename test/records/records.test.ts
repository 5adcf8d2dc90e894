// The records as other programs write them: defaults, bounds, and members nobody here knows.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { agentSchema } from '../../src/records/agent.ts';
import { groupSchema } from '../../src/records/group.ts';
import { jobSchema } from '../../src/records/job.ts';
import { serviceSchema } from '../../src/records/service.ts';
import { holds } from '../setup/holds.ts';

const key = 'a1'.repeat(32);
const job = {
  guid: 'j1',
  source: key,
  actor: 'vm_manager',
  action: 'start',
  status: { guid: 'j1', created: 1_700_000_000 },
};
const agent = {
  pubkey: key,
  status: { guid: 'run', timestamp_first: 1, timestamp_last: 2, status: 'ok' },
  services: [{ actor: 'vm_manager', actions: [{ action: 'start' }] }],
};
const service = { actor: 'vm_manager', actions: [{ action: 'start' }], acl: { ace: [{ right: 'read' }] } };

/** `at: what is wrong`, a line for each problem; '' when there is none. */
function problems(schema: z.ZodType, value: unknown): string {
  const result = schema.safeParse(value);
  return result.success
    ? ''
    : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');
}

describe('what is left out', () => {
  test('in a job', () => {
    expect(jobSchema.parse(job)).toEqual({
      guid: 'j1',
      agents: [],
      source: key,
      circle: 'default',
      context: 'default',
      actor: 'vm_manager',
      action: 'start',
      params: {},
      timeout_schedule: 60,
      timeout: 3600,
      log: true,
      ignore_error: false,
      ignore_error_codes: [],
      debug: false,
      retry: 0,
      dependencies: [],
      status: { guid: 'j1', created: 1_700_000_000, start: 0, end: 0, status: 'created' },
    });
    expect(jobSchema.parse({ ...job, dependencies: [{ guid: 'j0' }] }).dependencies).toEqual([
      { guid: 'j0', agents: [] },
    ]);
  });

  test('in an agent', () => {
    expect(agentSchema.parse(agent)).toEqual({
      pubkey: key,
      address: '',
      port: 9999,
      description: '',
      status: agent.status,
      services: [
        {
          actor: 'vm_manager',
          actions: [{ action: 'start', description: '', params: {}, params_example: {}, status: 'ok', public: false }],
          description: '',
          status: 'ok',
        },
      ],
      signature: '',
    });
  });

  test('in a group and a service', () => {
    expect(groupSchema.parse({ guid: 'ops' })).toEqual({ guid: 'ops', name: '', description: '', members: [] });
    expect(serviceSchema.parse(service)).toEqual({
      actor: 'vm_manager',
      actions: [{ action: 'start', description: '', params: {}, params_example: {} }],
      description: '',
      status: 'ok',
      acl: { name: '', ace: [{ groups: [], users: [], right: 'read' }] },
    });
    expect(serviceSchema.parse({ actor: 'vm_manager' })).not.toHaveProperty('acl');
  });

  test('is a value of its own each time', () => {
    const [one, other] = [jobSchema.parse(job), jobSchema.parse(job)];
    one.agents.push(key);
    one.params.id = '10';
    expect([other.agents, other.params]).toEqual([[], {}]);
  });
});

test('members come in the order of the contract, whatever order they were written in', () => {
  const turned = Object.fromEntries(Object.entries({ ...jobSchema.parse(job), secrets: [], extra: 1 }).reverse());
  expect(Object.keys(jobSchema.parse(turned))).toEqual([...Object.keys(jobSchema.shape), 'extra']);
});

describe('states', () => {
  test('create is read as created', () => {
    expect(jobSchema.parse({ ...job, status: { ...job.status, status: 'create' } }).status.status).toBe('created');
  });

  test('nothing else is', () => {
    for (const state of ['Created', 'done', '', null, 1]) {
      expect(problems(jobSchema, { ...job, status: { ...job.status, status: state } })).toMatch(/^status\.status: /);
    }
  });
});

describe('bounds', () => {
  const whole = { min: 0, values: [-1, 1.5, '60', null, Number.NaN] };
  const numbers: [string, (value: unknown) => object, z.ZodType, number | undefined][] = [
    ['timeout_schedule', (value) => ({ ...job, timeout_schedule: value }), jobSchema, 65_535],
    ['timeout', (value) => ({ ...job, timeout: value }), jobSchema, 65_535],
    ['retry', (value) => ({ ...job, retry: value }), jobSchema, undefined],
    ['status.created', (value) => ({ ...job, status: { ...job.status, created: value } }), jobSchema, 4_294_967_295],
    ['status.start', (value) => ({ ...job, status: { ...job.status, start: value } }), jobSchema, 4_294_967_295],
    ['status.end', (value) => ({ ...job, status: { ...job.status, end: value } }), jobSchema, 4_294_967_295],
    ['port', (value) => ({ ...agent, port: value }), agentSchema, 65_535],
    [
      'status.timestamp_last',
      (value) => ({ ...agent, status: { ...agent.status, timestamp_last: value } }),
      agentSchema,
      4_294_967_295,
    ],
  ];
  test.each(numbers)('%s', (path, withValue, schema, max) => {
    const good = max === undefined ? [0, 1_000_000] : [0, max];
    for (const value of good) expect(problems(schema, withValue(value))).toBe('');
    for (const value of max === undefined ? whole.values : [...whole.values, max + 1]) {
      expect(problems(schema, withValue(value)), String(value)).toMatch(new RegExp(`^${path}: [^\\n]+$`));
    }
  });

  test('names of actors and actions', () => {
    for (const name of ['a', 'vm_manager', '__proto__', '9', 'x'.repeat(64)]) {
      expect(problems(jobSchema, { ...job, actor: name, action: name })).toBe('');
    }
    for (const name of ['', 'VM', 'vm-manager', 'vm.start', 'vm ', 'vm\n', 'é', 'x'.repeat(65), 7]) {
      expect(problems(jobSchema, { ...job, actor: name })).toMatch(/^actor: /);
      expect(problems(jobSchema, { ...job, action: name })).toMatch(/^action: /);
      expect(problems(serviceSchema, { actor: name })).toMatch(/^actor: /);
    }
  });

  test('params: 256 of them, text, 64 KiB each, counted in bytes', () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}`, '']));
    expect(problems(jobSchema, { ...job, params: many(256) })).toBe('');
    expect(problems(jobSchema, { ...job, params: many(257) })).toBe('params: must have at most 256 entries');
    expect(problems(jobSchema, { ...job, params: { id: 'x'.repeat(65_536) } })).toBe('');
    expect(problems(jobSchema, { ...job, params: { id: 'é'.repeat(32_769) } })).toBe(
      'params.id: must be at most 65536 bytes',
    );
    expect(problems(jobSchema, { ...job, params: { id: 10, ok: true, name: 'x' } })).toBe(
      'params.id: must be text\nparams.ok: must be text',
    );
    for (const params of [[], 'id:10', null, 7]) {
      expect(problems(jobSchema, { ...job, params })).toBe('params: must be an object');
    }
  });

  test('keys, rights, needs, public', () => {
    expect(problems(agentSchema, { ...agent, pubkey: key.toUpperCase() })).toMatch(/^pubkey: /);
    expect(problems(agentSchema, { ...agent, pubkey: `${key}\n` })).toMatch(/^pubkey: /);
    expect(problems(serviceSchema, { ...service, acl: { ace: [{ right: 'Write' }] } })).toMatch(
      /^acl\.ace\.0\.right: /,
    );
    expect(problems(serviceSchema, { ...service, acl: false })).toMatch(/^acl: /);
    expect(problems(serviceSchema, { ...service, actions: [{ action: 'start', needs: 'exec' }] })).toMatch(
      /^actions\.0\.needs: /,
    );
    const actions = [{ action: 'start', public: 'true' }];
    expect(problems(agentSchema, { ...agent, services: [{ actor: 'vm', actions }] })).toMatch(/public: /);
    expect(problems(groupSchema, { guid: '' })).toMatch(/^guid: /);
  });
});

/** An unknown member in every object of the value that is not a map of text. */
function withUnknown(value: unknown, extra: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withUnknown(item, extra));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, item]) => [
    name,
    name.startsWith('params') ? item : withUnknown(item, extra),
  ]);
  return { ...Object.fromEntries(members), x_unknown: extra };
}

test.each([
  ['job', jobSchema, { ...job, dependencies: [{ guid: 'j0' }] }],
  ['agent', agentSchema, agent],
  ['group', groupSchema, { guid: 'ops' }],
  ['service', serviceSchema, { ...service, actions: [{ action: 'start', acl: { ace: [{ right: 'block' }] } }] }],
] as [string, z.ZodType, object][])('a %s keeps members it does not know, at every level', (_, schema, record) => {
  holds(
    fc.property(fc.jsonValue(), (extra) => {
      const whole = withUnknown(schema.parse(record), JSON.parse(JSON.stringify(extra)));
      expect(schema.parse(whole)).toEqual(whole);
    }),
    { numRuns: 50 },
  );
});

describe('a param may have any name', () => {
  const params = '{"__proto__":"polluted","constructor":"c","toString":"t","hasOwnProperty":"h","":"empty","a b":"x"}';

  test('and keeps it through JSON and through the schema', () => {
    const read = jobSchema.parse({ ...job, params: JSON.parse(params) as unknown });
    expect(JSON.stringify(read.params)).toBe(params);
    expect(Object.getPrototypeOf(read.params)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('and is checked under it', () => {
    const bad = JSON.parse('{"__proto__":{"x":1}}') as unknown;
    expect(problems(jobSchema, { ...job, params: bad })).toBe('params.__proto__: must be text');
  });

  test('in the descriptions of a service too', () => {
    const action = {
      action: 'start',
      params: JSON.parse(params) as unknown,
      params_example: JSON.parse(params) as unknown,
    };
    const [read] = serviceSchema.parse({ actor: 'vm', actions: [action] }).actions;
    expect(JSON.stringify([read?.params, read?.params_example])).toBe(`[${params},${params}]`);
  });
});
