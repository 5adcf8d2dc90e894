// `osal`: the operating system. Commands run in a shell, as a process group of their own.

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ParamProblem } from '../../records/signature.ts';
import { ActionError } from '../actor.ts';
import { jobEnvironment, leftRunningNote } from '../job-environment.ts';
import { fitTail } from '../result-size.ts';
import { builtinActor, optional, required } from './builtin.ts';

export const osalActor = builtinActor('osal', 'the operating system', {
  exec: {
    description: 'run a shell command; its exit status is the error code, its output the result',
    params: [
      required('cmd', 'string', 'what /bin/sh -c gets', "'uname -s'"),
      optional('cwd', 'string', 'folder to run in; default: where hero was started', { example: '/tmp' }),
      optional('env', 'list', 'further environment, NAME=value items', { example: 'A=1,B=2', takes_secrets: true }),
      optional('stdin', 'string', 'its standard input; default: nothing', { example: "'hello'", takes_secrets: true }),
    ],
    examples: [
      "!!osal.exec cmd:'uname -s'",
      "!!osal.exec cmd:'echo $GREETING from $(pwd)' cwd:/tmp env:GREETING=hello",
      "!!osal.exec cmd:'wc -c' stdin:'hello' job.timeout:10s",
    ],
    check: ({ env }) => (env === undefined ? [] : readEnvironment(env as string[]).problems),
    async run({ cmd, cwd, env, stdin }, context) {
      const folder = cwd === undefined ? undefined : expectFolder(resolve(String(cwd)));
      // Not needed by scripts that run nothing.
      const { describeEnd, runProgram } = await import('../process.ts');
      const end = await runProgram({
        file: '/bin/sh',
        args: ['-c', String(cmd)],
        cwd: folder,
        env: {
          ...process.env,
          ...jobEnvironment('osal', 'exec', context.job),
          ...readEnvironment((env ?? []) as string[]).values,
        },
        input: stdin === undefined ? undefined : String(stdin),
        signal: context.signal,
        onStdoutLine: (line) => context.log(line, 'stdout'),
        onStderrLine: (line) => context.log(line, 'stderr'),
        onProblem: (problem) => context.log(problem),
      });
      if (end.leftRunning) context.log(leftRunningNote);
      const { text, cut } = fitTail(end.stdout.replace(/[\r\n]+$/, ''));
      const truncated = cut || end.stdoutCut ? { truncated: true } : {};
      const result = { exit_code: end.code, stdout: text, ...truncated };
      if (end.code === 0) return result;
      throw new ActionError(describeEnd(end), end.code, result, end.retry);
    },
  },
});

function expectFolder(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
  throw new ActionError(`cwd: there is no folder ${path}`);
}

function readEnvironment(items: string[]): { values: Record<string, string>; problems: ParamProblem[] } {
  const values = new Map<string, string>();
  const problems: ParamProblem[] = [];
  for (const item of items) {
    const at = item.indexOf('=');
    if (at > 0) values.set(item.slice(0, at), item.slice(at + 1));
    // The value is not shown: what is passed this way is often a secret.
    else problems.push({ kind: 'type', param: 'env', message: 'env: an item has no NAME=', help: 'env:A=1,B=2' });
  }
  return { values: Object.fromEntries(values), problems };
}
