// An action that is a program: params go in as JSON and as environment, lines and a result come out.

import { parseExactly } from '../ground/exact-json.ts';
import type { ActionSignature } from '../records/signature.ts';
import { type ActionContext, ActionError, type ActorAction } from './actor.ts';
import { jobEnvironment, leftRunningNote } from './job-environment.ts';
import { checkParams, type Params, readParams } from './params.ts';
import { describeEnd, type ProgramEnd, runProgram } from './process.ts';
import { fitTail } from './result-size.ts';

/** Bytes of params in the environment; a system refuses to start a program with too many. */
const maxEnvironmentBytes = 256 * 1024;

/** `file`: absolute path of the executable. */
export function programAction(signature: ActionSignature, file: string): ActorAction {
  return {
    signature,
    check: (params) => checkParams(signature, params),
    async execute(params, context) {
      const { values, problems } = readParams(signature, params);
      if (problems[0] !== undefined) throw new ActionError(problems[0].message);
      const end = await runProgram({
        file,
        args: [],
        env: {
          ...process.env,
          ...jobEnvironment(signature.actor, signature.action, context.job),
          ...paramEnvironment(signature, params, values, context),
        },
        input: `${JSON.stringify(values)}\n`,
        signal: context.signal,
        onStderrLine: (line) => context.log(line, 'stderr'),
        onProblem: (problem) => context.log(problem),
      });
      if (end.leftRunning) context.log(leftRunningNote);
      const result = readResult(end);
      if (end.code === 0) return result;
      const said = end.signal === null && end.lastErrorLine !== '';
      throw new ActionError(said ? end.lastErrorLine : describeEnd(end), end.code, result, end.retry);
    },
  };
}

/** A param that does not fit into a variable is on standard input alone; the log says so. */
function paramEnvironment(
  signature: ActionSignature,
  params: Params,
  values: Record<string, unknown>,
  { log }: ActionContext,
): Record<string, string> {
  const types = new Map(signature.params.map((param) => [param.name, param.type]));
  const defaults = signature.params.map((param) => [param.name, param.default] as const);
  const env = new Map<string, string>();
  let room = maxEnvironmentBytes;
  for (const [name, text] of Object.entries({ ...Object.fromEntries(defaults), ...params })) {
    if (text === undefined) continue;
    const type = types.get(name);
    // In one form, so that a shell can compare them: true for yes, 1000 for 1_000.
    const value = type === 'bool' || type === 'int' || type === 'number' ? String(values[name]) : text;
    room -= Buffer.byteLength(value);
    if (room < 0 || value.includes('\0')) log(`${name} does not fit into the environment, read it from standard input`);
    else env.set(`HERO_PARAM_${name.toUpperCase().replace(/[^A-Z0-9_]/g, '_')}`, value);
  }
  return Object.fromEntries(env);
}

/** JSON if it is, the text if not, null for nothing. */
function readResult({ stdout, stdoutCut }: ProgramEnd): unknown {
  const text = stdout.trim();
  if (text === '') return null;
  if (!stdoutCut) {
    try {
      return parseExactly(text);
    } catch {
      // A text, then.
    }
  }
  const fitted = fitTail(text);
  return fitted.cut || stdoutCut ? { stdout: fitted.text, truncated: true } : text;
}
