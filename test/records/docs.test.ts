// docs/records is made from the schemas and is up to date.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { jobSchema } from '../../src/records/job.ts';

const root = join(import.meta.dirname, '../..');

test('docs/records is what the generator makes', async () => {
  await promisify(execFile)(process.execPath, [join(root, 'scripts/gen-records.ts'), '--check']);
});

test('the schema of a job says bounds, defaults and order', () => {
  const schema = JSON.parse(readFileSync(join(root, 'docs/records/job.schema.json'), 'utf8')) as {
    properties: Record<string, object>;
    required: string[];
  };
  expect(Object.keys(schema.properties)).toEqual(Object.keys(jobSchema.shape));
  expect(schema.required).toEqual(['guid', 'source', 'actor', 'action', 'status']);
  expect(schema.properties.timeout).toMatchObject({ type: 'integer', minimum: 0, maximum: 65_535, default: 3600 });
  expect(schema.properties.params).toMatchObject({
    type: 'object',
    maxProperties: 256,
    additionalProperties: { type: 'string', maxLength: 65_536 },
  });
});
