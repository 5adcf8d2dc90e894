// `osal`: the operating system. Commands run in a shell, as a process group of their own.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ActionError } from '../actor.ts';
import { runProgram } from '../process.ts';
import { builtinActor } from './builtin.ts';

export const osalActor = builtinActor('osal', 'the operating system', {
  exec: {
    description: 'run a shell command; its exit status is the error code',
    params: [
      { name: 'cmd', type: 'string', required: true, description: 'given to /bin/sh -c', example: "'uname -s'" },
      { name: 'cwd', type: 'string', required: false, description: 'folder to run in', example: '/tmp' },
      {
        name: 'env',
        type: 'list',
        required: false,
        description: 'further environment, NAME=value items',
        example: 'A=1,B=2',
      },
      { name: 'stdin', type: 'string', required: false, description: 'its standard input', example: "'hello'" },
    ],
    examples: ["!!osal.exec cmd:'uname -s'", "!!osal.exec cmd:'echo $NAME' env:NAME=ann"],
    async run({ cmd, cwd, env, stdin }, context) {
      const folder = cwd === undefined ? undefined : resolve(String(cwd));
      if (folder !== undefined && !existsSync(folder)) throw new ActionError(`there is no folder ${folder}`, 1);
      const end = await runProgram({
        file: '/bin/sh',
        args: ['-c', String(cmd)],
        cwd: folder,
        env: {
          ...process.env,
          ...readEnvironment((env ?? []) as string[]),
          HERO_JOB: context.job.guid,
          HERO_FENCE: String(context.job.fence),
        },
        input: stdin === undefined ? undefined : String(stdin),
        signal: context.signal,
        onStdoutLine: (line) => context.log(line, 'stdout'),
        onStderrLine: (line) => context.log(line, 'stderr'),
      });
      const result = { exit_code: end.code, stdout: end.stdout.replace(/\n$/, '') };
      if (end.code === 0) return result;
      const why = end.signal === null ? `exit status ${end.code}` : `ended by ${end.signal}`;
      throw new ActionError(end.lastErrorLine === '' ? why : `${why}: ${end.lastErrorLine}`, end.code, result);
    },
  },
});

function readEnvironment(items: string[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const item of items) {
    const at = item.indexOf('=');
    if (at <= 0) throw new ActionError(`env has '${item}', which is not NAME=value`, 1);
    env[item.slice(0, at)] = item.slice(at + 1);
  }
  return env;
}
