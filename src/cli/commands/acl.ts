// `hero acl …`: ask the access control.

import type { Command } from 'commander';
import { exitCodes } from '../../app/exit-codes.ts';
import { type Door, fail, type GlobalFlags, settingsOf, writeJson } from '../door.ts';

export function aclCommand(program: Command, door: Door): void {
  const acl = program.command('acl').description('ask the access control');
  acl
    .command('test <file>')
    .description('run a policy test file; exit 1 if a case fails')
    .option('--no-color', 'no colours')
    .option('--json', 'print {"cases":[{"id","expected","got","code","pass"}]}')
    .action(async (file: string, flags: GlobalFlags) => {
      const { testPolicy } = await import('../../app/use-cases/acl-test.ts');
      const answer = await testPolicy(settingsOf(door, flags), file);
      if (!answer.ok) return fail(door, [answer.diagnostic]);
      const { cases } = answer;
      if (flags.json === true) writeJson(door, { cases });
      else (await import('../views/acl-view.ts')).aclTestView(cases, door);
      door.exit = cases.every((one) => one.pass) ? exitCodes.ok : exitCodes.jobFailed;
    });
}
