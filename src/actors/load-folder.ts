// An actor as a folder of executables in any language: each file is an action.

import { constants } from 'node:fs';
import { access, open, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { Source } from '../diagnostics/source.ts';
import { namePattern } from '../records/bounds.ts';
import type { ActionSignature } from '../records/signature.ts';
import { type ActionContext, ActionError, type Actor, type ActorAction } from './actor.ts';
import { checkParams } from './params.ts';
import { runProgram } from './process.ts';
import { type ProgramHead, readHead } from './program-head.ts';

/** Files that explain an actor and are no actions. */
const ignored = /^\.|^README|\.(md|txt|json|yaml|yml)$/i;
/** The head of a program is looked for in this many bytes. */
const headBytes = 16 * 1024;

export async function loadFolder(path: string, folder: string): Promise<(Actor | Diagnostic)[]> {
  const name = folder.toLowerCase().replaceAll('-', '_');
  if (!namePattern.test(name)) return [problem(path, `${folder} is no name of an actor`, 'use a-z, 0-9 and _')];
  const actions = new Map<string, ActorAction>();
  const diagnostics: Diagnostic[] = [];
  let concurrency: number | undefined;
  for (const entry of (await readdir(path, { withFileTypes: true })).sort((a, b) => a.name.localeCompare(b.name))) {
    if (ignored.test(entry.name) || entry.isDirectory()) continue;
    const file = resolve(path, entry.name);
    const action = entry.name
      .replace(/\.[^.]*$/, '')
      .toLowerCase()
      .replaceAll('-', '_');
    const head = readHead(new Source(join(path, entry.name), await readStart(file)));
    if (!(await isExecutable(file))) {
      if (head.isScript)
        diagnostics.push(warning(file, `${file} is not executable, so it is no action`, `chmod +x ${file}`));
      continue;
    }
    if (!namePattern.test(action)) {
      diagnostics.push(problem(file, `${entry.name} is no name of an action`, 'use a-z, 0-9 and _'));
      continue;
    }
    if (actions.has(action)) {
      diagnostics.push(
        problem(file, `action ${name}.${action} is there twice`, 'files differ in more than their ending'),
      );
      continue;
    }
    diagnostics.push(...head.diagnostics);
    concurrency = head.concurrency ?? concurrency;
    actions.set(action, programAction(name, action, file, head));
  }
  if (actions.size === 0) return diagnostics;
  const description = await readDescription(path);
  const actor: Actor = {
    name,
    description,
    actions,
    origin: path,
    ...(concurrency === undefined ? {} : { concurrency }),
  };
  return [actor, ...diagnostics];
}

function programAction(actor: string, action: string, file: string, head: ProgramHead): ActorAction {
  const { description, needs, params, open, examples } = head;
  const signature: ActionSignature = { actor, action, description, needs, params, open, examples };
  return {
    signature,
    check: (given) => checkParams(signature, given),
    async execute(given, context) {
      const params: Record<string, string> = {};
      for (const param of head.params) if (param.default !== undefined) params[param.name] = param.default;
      Object.assign(params, given);
      const end = await runProgram({
        file,
        args: [],
        env: { ...process.env, ...environment(signature, params, context) },
        input: `${JSON.stringify(params)}\n`,
        signal: context.signal,
        onStderrLine: (line) => context.log(line, 'stderr'),
      });
      const result = readResult(end.stdout);
      if (end.code === 0) return result;
      const why = end.signal === null ? `exit status ${end.code}` : `ended by ${end.signal}`;
      throw new ActionError(end.lastErrorLine === '' ? why : end.lastErrorLine, end.code, result);
    },
  };
}

function environment(
  { actor, action }: ActionSignature,
  params: Record<string, string>,
  { job }: ActionContext,
): Record<string, string> {
  const env: Record<string, string> = {
    HERO_ACTOR: actor,
    HERO_ACTION: action,
    HERO_JOB: job.guid,
    HERO_FENCE: String(job.fence),
    HERO_ATTEMPT: String(job.attempt),
    HERO_SOURCE: job.source,
    HERO_CIRCLE: job.circle,
    HERO_CONTEXT: job.context,
    ...(job.debug ? { HERO_DEBUG: '1' } : {}),
  };
  for (const [key, value] of Object.entries(params)) {
    // The system has no way to pass a NUL in a variable; the JSON on standard input has it.
    if (!value.includes('\0')) env[`HERO_PARAM_${key.toUpperCase().replaceAll(/[^A-Z0-9_]/g, '_')}`] = value;
  }
  return env;
}

/** JSON if it is, the text if not, null for nothing. */
function readResult(stdout: string): unknown {
  const text = stdout.trim();
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

async function readStart(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** First line of the folder's README that is not blank. */
async function readDescription(path: string): Promise<string> {
  const name = (await readdir(path)).find((entry) => /^README(\.\w+)?$/i.test(entry));
  if (name === undefined) return '';
  const text = await readFile(join(path, name), 'utf8');
  return (
    text
      .split(/\r?\n/)
      .map((line) => line.replace(/^#+\s*/, '').trim())
      .find((line) => line !== '') ?? ''
  );
}

function problem(file: string, message: string, help: string): Diagnostic {
  return { code: 'HS0605', severity: 'error', message, file, help };
}

function warning(file: string, message: string, help: string): Diagnostic {
  return { code: 'HS0605', severity: 'warning', message, file, help };
}
