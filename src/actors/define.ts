// `defineActor`: an actor in TypeScript or JavaScript, with a zod schema for the params of each action.

import { z } from 'zod';
import { namePattern } from '../records/bounds.ts';
import type { Need } from '../records/service.ts';
import type { ActionSignature, ParamProblem, ParamSignature, ParamType } from '../records/signature.ts';
import type { ActionContext, Actor, ActorAction } from './actor.ts';
import { convertParam, missingParam, unknownParam } from './params.ts';

export type ParamShape = Readonly<Record<string, z.ZodType>>;

export interface ActionDefinition<Shape extends ParamShape> {
  description: string;
  /** A schema for each param. Scripts give texts; they are converted to what the schema expects first. */
  params?: Shape;
  /** Right that executing it needs; default write. */
  needs?: Need;
  /** Whole HeroScript actions that work as they are. */
  examples?: string[];
  /** Params whose values are shown nowhere. */
  secrets?: (keyof Shape & string)[];
  /** The returned value, any JSON, is the result. An ActionError gives the failure a code; other errors have code 1. */
  run(params: { [K in keyof Shape]: z.output<Shape[K]> }, context: ActionContext): Promise<unknown> | unknown;
}

export interface ActorDefinition<Shapes extends Record<string, ParamShape>> {
  /** 1 to 64 of a-z, 0-9 and _. */
  name: string;
  description: string;
  /** Jobs of this actor that run at a time in one process; default: no limit of its own. */
  concurrency?: number;
  actions: { [K in keyof Shapes]: ActionDefinition<Shapes[K]> };
}

/** Throws TypeError when the definition itself is wrong. */
export function defineActor<Shapes extends Record<string, ParamShape>>(definition: ActorDefinition<Shapes>): Actor {
  const { name, description, concurrency } = definition;
  for (const part of [name, ...Object.keys(definition.actions)]) {
    if (!namePattern.test(part)) throw new TypeError(`'${part}' is not a name: it takes 1 to 64 of a-z, 0-9 and _`);
  }
  const entries = Object.entries(definition.actions).map(
    ([action, declared]) => [action, toAction(name, action, declared)] as const,
  );
  return {
    name,
    description,
    actions: new Map(entries),
    origin: 'module',
    ...(concurrency === undefined ? {} : { concurrency }),
  };
}

function toAction(actor: string, action: string, declared: ActionDefinition<ParamShape>): ActorAction {
  const shape = declared.params ?? {};
  const schema = z.strictObject(shape);
  const signature: ActionSignature = {
    actor,
    action,
    description: declared.description,
    needs: declared.needs ?? 'write',
    params: Object.entries(shape).map(([name, param]) => toSignature(name, param, declared.secrets ?? [])),
    open: false,
    examples: declared.examples ?? [],
  };
  const name = `${actor}.${action}`;
  const read = (params: Readonly<Record<string, string>>) => readParams(name, signature, schema, params);
  return {
    signature,
    check: (params) => read(params).problems,
    async execute(params, context) {
      const { value, problems } = read(params);
      const [problem] = problems;
      if (problem !== undefined) throw new Error(problem.message);
      return declared.run(value as never, context);
    },
  };
}

function readParams(
  action: string,
  signature: ActionSignature,
  schema: z.ZodType,
  params: Readonly<Record<string, string>>,
): { value: unknown; problems: ParamProblem[] } {
  const problems: ParamProblem[] = [];
  const values: Record<string, unknown> = {};
  const known = new Map(signature.params.map((param) => [param.name, param]));
  for (const [key, text] of Object.entries(params)) {
    const param = known.get(key);
    if (param === undefined) {
      problems.push(unknownParam(action, key, known.keys()));
      continue;
    }
    const converted = convertParam(param, text);
    if (converted.ok) values[key] = converted.value;
    else
      problems.push({
        kind: param.enum === undefined ? 'type' : 'enum',
        param: key,
        message: `${key} ${converted.message}`,
      });
  }
  for (const param of signature.params) {
    if (param.required && !Object.hasOwn(params, param.name)) problems.push(missingParam(action, param));
  }
  if (problems.length > 0) return { value: undefined, problems };
  const parsed = schema.safeParse(values);
  if (parsed.success) return { value: parsed.data, problems };
  for (const issue of parsed.error.issues) {
    const key = String(issue.path[0] ?? '');
    problems.push({ kind: 'type', param: key, message: `${key}: ${issue.message.toLowerCase()}` });
  }
  return { value: undefined, problems };
}

interface ParamJsonSchema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  description?: string;
  example?: unknown;
  examples?: unknown[];
}

function toSignature(name: string, param: z.ZodType, secrets: readonly string[]): ParamSignature {
  const json = z.toJSONSchema(param, { io: 'input', unrepresentable: 'any' }) as ParamJsonSchema;
  const choices = json.enum ?? (json.const === undefined ? undefined : [json.const]);
  const example = json.example ?? json.examples?.[0];
  return {
    name,
    type: typeOf(json),
    // What an absent value is accepted for is not required: optional, or with a default.
    required: !param.safeParse(undefined).success,
    description: json.description ?? '',
    ...(json.default === undefined ? {} : { default: asText(json.default) }),
    ...(example === undefined ? {} : { example: asText(example) }),
    ...(choices?.every((choice) => typeof choice === 'string') ? { enum: choices } : {}),
    ...(secrets.includes(name) ? { secret: true } : {}),
  };
}

function typeOf({ type }: ParamJsonSchema): ParamType {
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
    default:
      return 'string';
  }
}

function asText(value: unknown): string {
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
