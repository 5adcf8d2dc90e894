// The text of a job: what was asked for first, the status last, and nothing lost on the way.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Job, jobSchema } from '../../src/records/job.ts';
import { jobSpecJson } from '../../src/records/job-json.ts';
import { holds } from '../setup/holds.ts';

const job = jobSchema.parse({
  x_first: [1],
  status: { guid: 'j1', created: 7, x_inner: true },
  action: 'echo',
  actor: 'core',
  params: { text: 'hello' },
  source: 'a1'.repeat(32),
  guid: 'j1',
});

/** As a store puts the two pieces together. */
const toJson = (whole: Job) => `${jobSpecJson(whole)},"status":${JSON.stringify(whole.status)}}`;

test('the fields are those of the schema', () => {
  const guid = 'g';
  const job = jobSchema.parse({ guid, source: 's', actor: 'a', action: 'b', status: { guid, created: 1 } });
  expect(Object.keys(JSON.parse(toJson(job)))).toEqual(
    Object.keys(jobSchema.shape).filter((name) => name !== 'secrets'),
  );
  const secrets = ['token'];
  expect(Object.keys(JSON.parse(toJson({ ...job, secrets })))).toEqual(Object.keys(jobSchema.shape));
});

test('status is last, behind members that are not known', () => {
  expect(toJson(job)).toBe(
    `{"guid":"j1","agents":[],"source":"${'a1'.repeat(32)}","circle":"default","context":"default","actor":"core",` +
      '"action":"echo","params":{"text":"hello"},"timeout_schedule":60,"timeout":3600,"log":true,"ignore_error":false,' +
      '"ignore_error_codes":[],"debug":false,"retry":0,"dependencies":[],"x_first":[1],' +
      '"status":{"guid":"j1","created":7,"start":0,"end":0,"status":"created","x_inner":true}}',
  );
});

test('the text does not depend on the order of the members', () => {
  const { status, ...rest } = job;
  const turned = Object.fromEntries(Object.entries({ status, ...rest }).reverse()) as Job;
  expect(toJson({ ...turned, x_first: job.x_first })).toBe(toJson(job));
});

test('a change of state leaves the rest of the text as it is', () => {
  const spec = jobSpecJson(job);
  const status = { ...job.status, status: 'running' as const };
  expect(`${spec},"status":${JSON.stringify(status)}}`).toBe(toJson({ ...job, status }));
});

test('every job comes back as it was', () => {
  const names = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'status ', '"', '\u2028'));
  const params = fc.array(fc.tuple(names, fc.string())).map((entries) => JSON.stringify(Object.fromEntries(entries)));
  const extra = fc.dictionary(
    fc.string().filter((name) => !Object.hasOwn(jobSchema.shape, name)),
    fc.jsonValue(),
  );
  holds(
    fc.property(params, extra, (text, unknown) => {
      const whole = {
        ...job,
        ...(JSON.parse(JSON.stringify(unknown)) as object),
        params: JSON.parse(text) as Job['params'],
      };
      expect(JSON.parse(toJson(whole))).toEqual(whole);
    }),
  );
});

test('a member called __proto__ stays a member', () => {
  const odd = JSON.parse(`{"__proto__":{"x":1},${toJson(job).slice(1)}`) as Job;
  expect(Object.hasOwn(odd, '__proto__')).toBe(true);
  const text = toJson({ ...odd, params: JSON.parse('{"__proto__":"p"}') as Job['params'] });
  expect(text).toContain('"params":{"__proto__":"p"}');
  expect(text).toContain(',"__proto__":{"x":1},"x_first"');
});
