// `${secret.NAME}` in a script: where it may stand, and how the rest of such a value is written.

import { describe, expect, test } from 'vitest';
import { compileText, wrong } from './planning.ts';

function password(text: string, variables: Record<string, string> = {}): [string | undefined, string[] | undefined] {
  const { plan, diagnostics } = compileText(`!!core.login kristof password:'${text}'\n`, { variables });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return [plan.jobs[0]?.params.password, plan.jobs[0]?.withSecrets];
}

describe('params that take secrets', () => {
  test.each([
    ['${secret.X}', '${secret.X}'],
    ['a ${secret.core.X-1} b', 'a ${secret.core.X-1} b'],
    ['${NONE:-${secret.X}}', '${secret.X}'],
    // Everything that is no reference is doubled.
    ['$${secret.Y} ${secret.X}', '$${secret.Y} ${secret.X}'],
    ['${V}{V}${secret.X}', '$${secret.V}$${secret.V}${secret.X}'],
    ['${NONE:-$${a}} ${secret.X}', '$${a} ${secret.X}'],
    ['$$${a} $5 ${secret.X}', '$$$${a} $$5 ${secret.X}'],
    // Nor does a reference come of what meets where two values stand beside each other.
    ['${D}${E} ${secret.X}', '$${secret.E} ${secret.X}'],
    ['${D}{secret.E} ${secret.X}', '$${secret.E} ${secret.X}'],
    ['${D}${D}${secret.X}', '$$$$${secret.X}'],
  ])('%s', (text, expected) => {
    expect(password(text, { V: '${secret.V}', D: '$', E: '{secret.E}' })).toEqual([expected, ['password']]);
  });

  test.each([
    ['$${secret.X}', '${secret.X}'],
    ['${V}', '${secret.V}'],
    ['x', 'x'],
  ])('%s has no reference', (text, expected) => {
    expect(password(text, { V: '${secret.V}' })).toEqual([expected, []]);
  });
});

test('what cannot be', () => {
  expect(
    wrong(`!!core.echo '\${secret.X}'
!!core.login kristof password:hunter22
!!core.login kristof password:'\${secret.dns.X}'
!!core.login '\${secret.X}'
!!core.login kristof job.name:'\${secret.X}'
!!session.env_set key:A val:'\${secret.X}'
!!play.echo '\${secret.X}'
!!job.defaults circle:'\${secret.X}'
`),
  ).toMatchInlineSnapshot(`
    "HS0224 a.hero:1:14 [\${secret.X}] a secret cannot stand here (core.echo takes no secrets; params that take them are declared so by the actor)
    HS0220 warning a.hero:2:31 [hunter22] password is a secret, and its value is written here (hero secret set NAME  keeps it out of scripts and jobs; write password:'\${secret.NAME}')
    HS0224 a.hero:3:32 [\${secret.dns.X}] the secret dns.X is only for actions of dns (one for this action is \${secret.core.NAME})
    HS0224 a.hero:4:15 [\${secret.X}] a secret cannot stand here (core.login takes secrets in password)
    HS0224 a.hero:5:32 [\${secret.X}] a secret cannot stand here (params of actions take them that are declared so)
    HS0224 a.hero:6:30 [\${secret.X}] a secret cannot stand here (params of actions take them that are declared so)
    HS0224 a.hero:7:14 [\${secret.X}] a secret cannot stand here (params of actions take them that are declared so)
    HS0224 a.hero:8:24 [\${secret.X}] a secret cannot stand here (params of actions take them that are declared so)"
  `);
});
