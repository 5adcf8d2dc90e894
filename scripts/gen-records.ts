// Writes docs/records: JSON Schemas of the four records, and a page with their fields. `--check` only compares.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { agentSchema } from '../src/records/agent.ts';
import { groupSchema } from '../src/records/group.ts';
import { jobSchema } from '../src/records/job.ts';
import { serviceSchema } from '../src/records/service.ts';
import { legalMoves } from '../src/records/transitions.ts';
import { fieldTexts } from './record-fields.ts';

interface Schema {
  type?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: string[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  additionalProperties?: Schema;
  [key: string]: unknown;
}

const target = join(import.meta.dirname, '../docs/records');

const records = [
  {
    name: 'Job',
    schema: jobSchema,
    field: 'guid',
    text: 'One action to be executed by one agent.',
  },
  {
    name: 'Agent',
    schema: agentSchema,
    field: 'pubkey',
    text: 'Processes that can execute actions, known by their public key. Only the agent itself writes its record.',
  },
  {
    name: 'Group',
    schema: groupSchema,
    field: 'guid',
    text: 'A named set of keys and other groups.',
  },
  {
    name: 'Service',
    schema: serviceSchema,
    field: 'actor',
    text: 'What is known of an actor: its actions, their params, and who may use them.',
  },
];

const unused = new Set(Object.keys(fieldTexts));

/** Adds the texts, in place; every field has to have one. */
function describe(schema: Schema, path: string): void {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const at = `${path}.${name}`;
    const text = fieldTexts[at];
    if (text === undefined) throw new Error(`scripts/record-fields.ts has no text for ${at}`);
    unused.delete(at);
    property.description = text;
    const inner = innerOf(property);
    if (inner.properties !== undefined) describe(inner, at);
  }
}

/** What one writes and reads: absent members with a default may be left out, members that are not listed are kept. */
function jsonSchemaOf({ name, schema, text }: (typeof records)[number]): Schema {
  const raw = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
  const { $schema, ...rest } = raw;
  describe(rest, name);
  return { $schema, title: name, description: text, ...rest };
}

/** Whose members are those of a field: of the items of a list, of the values of a map. */
function innerOf(schema: Schema): Schema {
  const { items, additionalProperties: values } = schema;
  return items ?? (typeof values === 'object' && values.properties !== undefined ? values : schema);
}

function typeOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${word}\``).join(', ');
  if (schema.type === 'array')
    return schema.items?.properties === undefined ? `${typeOf(schema.items ?? {})}[]` : 'list';
  if (schema.type === 'object')
    return innerOf(schema) !== schema ? 'map' : schema.properties === undefined ? 'map of text' : 'object';
  if (schema.type === 'integer') {
    if (schema.maximum === undefined || schema.maximum > 2 ** 32) return 'int';
    return `int, ${schema.minimum} to ${schema.maximum}`;
  }
  return schema.type === 'boolean' ? 'bool' : 'text';
}

function rowsOf(schema: Schema, indent: string): string[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const inner = innerOf(property);
    const standard = property.default === undefined ? '' : `\`${JSON.stringify(property.default)}\``;
    const row = `| ${indent}\`${name}\` | ${typeOf(property)} | ${standard || (required.has(name) ? 'required' : '')} | ${property.description} |`;
    return [row, ...rowsOf({ ...inner, required: inner.required ?? [] }, `${indent}↳ `)];
  });
}

function pageOf(schemas: Schema[]): string {
  const sections = records.map(({ name, field, text }, index) => {
    const rows = rowsOf(schemas[index] ?? {}, '');
    return `## ${name}

${text} Kept by its \`${field}\`; schema: [${fileOf(name)}](${fileOf(name)}).

| field | type | default | meaning |
|---|---|---|---|
${rows.join('\n')}
`;
  });
  const moves = Object.entries(legalMoves).map(
    ([from, to]) => `| \`${from}\` | ${to.map((state) => `\`${state}\``).join(', ') || 'nothing: it is final'} |`,
  );
  return `<!-- Made by scripts/gen-records.ts; do not edit. -->

# Records

What herorunner keeps, as JSON that other programs read and write too. Members have the order of the tables. A reader
keeps members it does not know and gives them back when it writes.

${sections.join('\n')}
## States of a job

| from | to |
|---|---|
${moves.join('\n')}

A job that ran and did not succeed is \`scheduled\` again for the next agent or round. Nothing leaves a final state: who
runs an ended job again makes a new one.
`;
}

function fileOf(name: string): string {
  return `${name.toLowerCase()}.schema.json`;
}

const schemas = records.map(jsonSchemaOf);
if (unused.size > 0)
  throw new Error(`scripts/record-fields.ts has texts for fields that are not there: ${[...unused].join(', ')}`);
const files = new Map([
  ...records.map(({ name }, index) => [fileOf(name), `${JSON.stringify(schemas[index], null, 2)}\n`] as const),
  ['README.md', pageOf(schemas)] as const,
]);

if (process.argv.includes('--check')) {
  const stale = [...files].filter(([name, text]) => readText(join(target, name)) !== text).map(([name]) => name);
  const extra = readdirSync(target).filter((name) => !files.has(name));
  if (stale.length + extra.length > 0) {
    console.error(`docs/records is out of date (${[...stale, ...extra].join(', ')}): run node scripts/gen-records.ts`);
    process.exit(1);
  }
} else {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(target, name), text);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
