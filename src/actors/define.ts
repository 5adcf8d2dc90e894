// `defineActor`: an actor in TypeScript or JavaScript, with a zod schema for the params of each action.

import { z } from 'zod';
import { namePattern } from '../records/bounds.ts';
import type { ActionSignature, ParamProblem, ParamSignature } from '../records/signature.ts';
import { type Need, needs } from '../records/words.ts';
import { type ActionContext, ActionError, type Actor, type ActorAction } from './actor.ts';
import { compareNames, findChoiceProblem, type Params, paramNameProblem, typeProblem } from './params.ts';
import { describeObject, issueProblems, type JsonSchema, readBySchema, toParamSignature } from './schema.ts';

/** A schema for each param, or one for all of them: `{ id: z.int() }` or `z.object({ id: z.int() })`. */
export type ParamsSchema = z.core.$ZodObject | Readonly<Record<string, z.core.$ZodType>>;

/** What `run` gets; nothing when the action declares no params. */
export type ParamsOf<P extends ParamsSchema> = P extends z.core.$ZodObject
  ? z.output<P>
  : string extends keyof P
    ? Record<string, never>
    : { [K in keyof P]: P[K] extends z.core.$ZodType ? z.output<P[K]> : never };

interface ActionFacts {
  description: string;
  /** Right that executing it needs; default write. */
  needs?: Need;
  /** Whole HeroScript actions that work as they are. */
  examples?: string[];
}

export interface ActionDefinition<P extends ParamsSchema> extends ActionFacts {
  /** Scripts give texts; they are converted to what the schema expects, then validated by it. */
  params?: P;
  /** Params whose values are shown nowhere. */
  secrets?: NoInfer<keyof ParamsOf<P> & string>[];
  /** What it returns, any JSON, is the result. An ActionError gives the failure a code; other errors have code 1. */
  run(params: NoInfer<ParamsOf<P>>, context: ActionContext): unknown;
}

/** An action of any params. Written in place, it does not know their types; `defineAction` does. */
export interface AnyActionDefinition extends ActionFacts {
  params?: ParamsSchema;
  secrets?: string[];
  // biome-ignore lint/suspicious/noExplicitAny: TypeScript infers nothing from a function inside of a map of objects
  run(params: any, context: ActionContext): unknown;
}

export interface ActorDefinition {
  /** 1 to 64 of a-z, 0-9 and _. */
  name: string;
  description: string;
  /** Jobs of this actor that run at a time in one process; default: no limit of its own. */
  concurrency?: number;
  actions: Record<string, AnyActionDefinition>;
}

/** Gives `run` the types of the params. It changes nothing else, so JavaScript has no need of it. */
export function defineAction<P extends ParamsSchema>(definition: ActionDefinition<P>): ActionDefinition<P> {
  return definition;
}

/** Throws TypeError when the definition itself is wrong. */
export function defineActor(definition: ActorDefinition): Actor {
  const { name, description = '', concurrency, actions } = definition;
  expectName(name, 'an actor');
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency >= 1)) {
    throw new TypeError(`${name}: concurrency is a whole number from 1`);
  }
  const entries = Object.entries(actions ?? {}).map(
    ([action, declared]) => [action, toAction(name, action, declared)] as const,
  );
  if (entries.length === 0) throw new TypeError(`${name} has no actions`);
  return {
    name,
    description,
    actions: new Map(entries),
    origin: 'module',
    ...(concurrency === undefined ? {} : { concurrency }),
  };
}

function toAction(actor: string, action: string, declared: AnyActionDefinition): ActorAction {
  expectName(action, `an action of ${actor}`);
  const name = `${actor}.${action}`;
  if (typeof declared.run !== 'function') throw new TypeError(`${name} has no function run`);
  if (declared.needs !== undefined && !needs.includes(declared.needs)) {
    throw new TypeError(`${name}: needs is one of ${needs.join(', ')}`);
  }
  // Made when first asked for: describing schemas takes longer than loading the module.
  let made: Reader | undefined;
  const reader = () => {
    made ??= new Reader(actor, action, declared);
    return made;
  };
  return {
    get signature() {
      return reader().signature;
    },
    check: (params) => reader().check(params),
    async execute(params, context) {
      const value = await reader().read(params);
      return declared.run(value, context);
    },
  };
}

/** Turns the texts of a script into what one action expects. */
class Reader {
  readonly signature: ActionSignature;
  readonly #schema: z.core.$ZodObject;
  readonly #properties: ReadonlyMap<string, JsonSchema>;

  constructor(actor: string, action: string, declared: AnyActionDefinition) {
    const { params = {}, secrets = [], description = '', needs: need = 'write', examples = [] } = declared;
    const schema = isObjectSchema(params) ? params : z.object(expectShape(params, `${actor}.${action}`));
    const { properties, required, open } = describeObject(schema as z.core.$ZodObject);
    this.#schema = schema as z.core.$ZodObject;
    this.#properties = properties;
    for (const name of properties.keys()) {
      const problem = paramNameProblem(name);
      if (problem !== undefined) throw new TypeError(`${actor}.${action}: ${problem}`);
    }
    const signatures = [...properties].map(
      ([name, json]): ParamSignature => toParamSignature(name, json, required.has(name), secrets.includes(name)),
    );
    this.signature = { actor, action, description, needs: need, params: signatures, open, examples };
  }

  check(params: Params): ParamProblem[] {
    const { values, problems } = this.#convert(params);
    if (problems.length === 0) return issueProblems(issuesOf(this.#schema, values));
    // Without some of the values, a rule of the whole schema could tell what only follows; each param has its own.
    for (const [name, schema] of Object.entries(this.#schema._zod.def.shape)) {
      if (!Object.hasOwn(values, name)) continue;
      const issues = issuesOf(schema, values[name]).map((issue) => ({ ...issue, path: [name, ...issue.path] }));
      problems.push(...issueProblems(issues));
    }
    return problems;
  }

  /** Throws an ActionError when a value does not fit. */
  async read(params: Params): Promise<unknown> {
    const { values, problems } = this.#convert(params);
    if (problems[0] !== undefined) throw new ActionError(problems[0].message);
    const parsed = await z.safeParseAsync(this.#schema, values);
    if (parsed.success) return parsed.data;
    throw new ActionError(issueProblems(parsed.error.issues)[0]?.message ?? 'the params do not fit');
  }

  #convert(params: Params): { values: Record<string, unknown>; problems: ParamProblem[] } {
    const { unknown, missing } = compareNames(this.signature, params);
    const problems = this.signature.open ? [] : unknown;
    const values = new Map<string, unknown>();
    for (const [name, text] of Object.entries(params)) {
      const json = this.#properties.get(name);
      const param = this.signature.params.find((one) => one.name === name);
      if (json === undefined || param === undefined) {
        values.set(name, text);
        continue;
      }
      const problem = findChoiceProblem(param, text);
      const read = readBySchema(json, text);
      if (problem !== undefined) problems.push(problem);
      else if (read.ok) values.set(name, read.value);
      else problems.push(typeProblem(param, read));
    }
    problems.push(...missing);
    return { values: Object.fromEntries(values), problems };
  }
}

/** A schema that has to wait for something has none now: it is asked when the action runs. */
function issuesOf(schema: z.core.$ZodType, value: unknown): readonly z.core.$ZodIssue[] {
  try {
    return z.safeParse(schema, value).error?.issues ?? [];
  } catch (error) {
    if (error instanceof z.core.$ZodAsyncError || (error as Error).name === '$ZodAsyncError') return [];
    throw error;
  }
}

function isObjectSchema(params: ParamsSchema): params is z.core.$ZodObject {
  return typeof params === 'object' && '_zod' in params && (params as z.core.$ZodType)._zod.def.type === 'object';
}

function expectShape(params: ParamsSchema, action: string): Record<string, z.core.SomeType> {
  for (const [name, schema] of Object.entries(params)) {
    const isSchema = typeof schema === 'object' && schema !== null && '_zod' in schema;
    if (!isSchema) throw new TypeError(`${action}: the param ${name} has no schema of zod 4`);
  }
  return params as Record<string, z.core.SomeType>;
}

function expectName(name: unknown, what: string): void {
  // Scripts read several _ in a name as one.
  if (typeof name === 'string' && namePattern.test(name) && !name.includes('__')) return;
  throw new TypeError(`${JSON.stringify(name)} is no name for ${what}: it takes 1 to 64 of a-z, 0-9 and single _`);
}
