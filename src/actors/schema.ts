// What a zod schema says of the params of an action: their signature, and how a text becomes what it expects.

import { z } from 'zod';
import type { ParamProblem, ParamSignature, ParamType } from '../records/signature.ts';
import { parseJson } from '../script/values/json.ts';
import type { Parsed } from '../script/values/parsed.ts';
import { listItems, readText } from './params.ts';

/** The parts of a JSON Schema that matter for a text. */
export interface JsonSchema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  items?: JsonSchema;
  default?: unknown;
  description?: string;
  /** From `.meta({ example })`, `.meta({ examples })`, `.meta({ secret: true })` and the like. */
  example?: unknown;
  examples?: unknown[];
  secret?: unknown;
  takes_secrets?: unknown;
  raw?: unknown;
}

export interface ObjectSchema {
  properties: Map<string, JsonSchema>;
  required: ReadonlySet<string>;
  /** Takes names that are not listed. */
  open: boolean;
}

/** Throws when zod cannot describe it. The schema may come from another copy of zod 4 than ours. */
export function describeObject(schema: z.core.$ZodObject): ObjectSchema {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' });
  const extra = json.additionalProperties;
  return {
    properties: new Map(Object.entries((json.properties ?? {}) as Record<string, JsonSchema>)),
    required: new Set(json.required ?? []),
    open: extra !== undefined && extra !== false,
  };
}

export function toParamSignature(name: string, schema: JsonSchema, required: boolean, secret: boolean): ParamSignature {
  const choices = choicesOf(schema)?.map(String);
  const example = schema.example ?? schema.examples?.[0];
  return {
    name,
    type: paramTypeOf(schema),
    required,
    description: schema.description ?? '',
    ...(schema.default === undefined ? {} : { default: writeValue(schema.default) }),
    ...(example === undefined ? {} : { example: writeValue(example) }),
    ...(choices === undefined ? {} : { enum: choices }),
    ...(secret || schema.secret === true ? { secret: true } : {}),
    ...(schema.takes_secrets === true ? { takes_secrets: true } : {}),
    ...(schema.raw === true ? { raw: true } : {}),
  };
}

/** What `text` stands for where a value of this schema is expected. Whether it is a good one is for zod to say. */
export function readBySchema(schema: JsonSchema, text: string): Parsed<unknown> {
  if (Array.isArray(schema.type)) {
    return readByOptions(
      schema.type.map((type) => ({ ...schema, type })),
      text,
    );
  }
  const choices = schema.type === 'array' ? undefined : choicesOf(schema);
  const choice = choices?.find((one) => String(one) === text);
  if (choice !== undefined) return { ok: true, value: choice };
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined && choices === undefined) return readByOptions(options, text);
  switch (schema.type) {
    case 'null':
      return text === '' || text === 'null'
        ? { ok: true, value: null }
        : { ok: false, message: `${JSON.stringify(text)} is not null` };
    case 'array':
      return readArray(schema.items ?? {}, text);
    default:
      return readText(paramTypeOf(schema), text);
  }
}

/** One problem for each thing zod has to say, by the param it is about. */
export function issueProblems(issues: readonly z.core.$ZodIssue[]): ParamProblem[] {
  return issues.map(({ path, message, code }): ParamProblem => {
    const [param, ...inner] = path.map(String);
    // The messages of zod begin with a capital, those of a schema's author are theirs.
    const text = boundOf(message) ?? message.replace(/^[A-Z](?=[a-z])/, (one) => one.toLowerCase()).replace(/\.$/, '');
    const at = inner.length === 0 ? '' : `.${inner.join('.')}`;
    const kind = code === 'invalid_value' && inner.length === 0 ? 'enum' : 'type';
    return { kind, param: param ?? '', message: param === undefined ? text : `${param}${at}: ${text}` };
  });
}

const comparisons: Record<string, string> = { '>=': 'at least', '>': 'more than', '<=': 'at most', '<': 'less than' };

/** A bound in words; undefined: zod says something else, or the author does. */
function boundOf(message: string): string | undefined {
  const [, verb, sign, bound] = /^Too (?:small|big): expected \w+ to (be|have) ([<>]=?)(.+)$/.exec(message) ?? [];
  return sign === undefined ? undefined : `must ${verb} ${comparisons[sign]} ${bound}`;
}

function readByOptions(options: readonly JsonSchema[], text: string): Parsed<unknown> {
  let failed: Parsed<unknown> | undefined;
  // Every text is a string, so that is what it is when it is nothing else.
  for (const option of [...options].sort((a, b) => Number(isText(a)) - Number(isText(b)))) {
    const read = readBySchema(option, text);
    if (read.ok) return read;
    failed ??= read;
  }
  return failed ?? { ok: true, value: text };
}

function readArray(items: JsonSchema, text: string): Parsed<unknown> {
  if (/^\s*\[/.test(text)) {
    const json = parseJson(text);
    if (json.ok && Array.isArray(json.value)) return json;
  }
  const values: unknown[] = [];
  for (const item of listItems(text)) {
    const read = readBySchema(items, item);
    if (!read.ok) return read;
    values.push(read.value);
  }
  return { ok: true, value: values };
}

function isText({ type, anyOf, oneOf }: JsonSchema): boolean {
  return type === 'string' || (type === undefined && anyOf === undefined && oneOf === undefined);
}

/** The values it is one of; undefined when there are others. */
function choicesOf(schema: JsonSchema): unknown[] | undefined {
  if (schema.type === 'array') return choicesOf(schema.items ?? {});
  if (schema.const !== undefined) return [schema.const];
  if (schema.enum !== undefined) return schema.enum;
  const options = schema.anyOf ?? schema.oneOf;
  if (options === undefined) return undefined;
  const choices = options.filter(({ type }) => type !== 'null').map(choicesOf);
  return choices.every((list) => list !== undefined) ? choices.flat() : undefined;
}

function paramTypeOf({ type, anyOf, oneOf }: JsonSchema): ParamType {
  if (Array.isArray(type)) return paramTypeOf({ anyOf: type.map((one) => ({ type: one })) });
  switch (type) {
    case 'integer':
      return 'int';
    case 'number':
      return 'number';
    case 'boolean':
      return 'bool';
    case 'array':
      return 'list';
    case 'object':
      return 'json';
    case undefined: {
      const kinds = new Set((anyOf ?? oneOf ?? []).filter((one) => one.type !== 'null').map(paramTypeOf));
      const [kind = 'string'] = kinds;
      return kinds.size === 1 ? kind : 'string';
    }
    default:
      return 'string';
  }
}

/** As it would be written in a script. */
function writeValue(value: unknown): string {
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.join(',');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
