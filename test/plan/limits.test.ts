// limit.define: limits of the plan, and what can be wrong with one.

import { expect, test } from 'vitest';
import { agentKeys } from './agents.ts';
import { compileText, wrong } from './planning.ts';

const limits = (text: string) => {
  const compiled = compileText(text);
  expect(compiled.diagnostics).toEqual([]);
  return compiled.plan.limits.map(({ kind, name, max }) => ({ kind, name, max }));
};

test('it is about an actor, an agent, a source or the store', () => {
  const [agent = ''] = Object.keys(agentKeys);
  const key = 'ab'.repeat(32);
  const script = `!!limit.define actor:core max_running:2
!!limit.define agent:${agent} max_running:0
!!limit.define source:${key} max_running:3
!!limit.define source:me state:absent
!!limit.define max_bytes:1GB
`;
  expect(limits(script)).toEqual([
    { kind: 'actor', name: 'core', max: 2 },
    { kind: 'agent', name: agentKeys[agent], max: 0 },
    { kind: 'source', name: key, max: 3 },
    { kind: 'source', name: 'me', max: null },
    { kind: 'store', name: '', max: 1024 ** 3 },
  ]);
});

test.each([
  ['!!limit.define', 'HS0204', 'needs what it is about'],
  ['!!limit.define actor:core', 'HS0204', 'needs max_running'],
  ['!!limit.define max_running:2', 'HS0204', 'of what is not said'],
  ['!!limit.define actor:core max_running:two', 'HS0205', 'two is no number of jobs'],
  ['!!limit.define actor:core max_running:-1', 'HS0205', '-1 is no number of jobs'],
  ['!!limit.define max_bytes:much', 'HS0205', 'much is no amount of storage'],
  ['!!limit.define max_bytes:0', 'HS0205', '0 is no amount of storage'],
  ['!!limit.define actor:cor max_running:2', 'HS0201', 'cor'],
  ['!!limit.define agent:nobody max_running:2', 'HS0205', 'there is no agent nobody'],
  ['!!limit.define source:ann max_running:2', 'HS0205', 'ann is no public key'],
  ['!!limit.define actor:core source:me max_running:2', 'HS0203', 'about one thing'],
  ['!!limit.define actor:core state:gone', 'HS0206', 'gone is no state'],
  ['!!limit.define actor:core max_runing:2', 'HS0203', 'max_runing'],
])('%s', (script, code, message) => {
  const told = wrong(`${script}\n`);
  expect(told.split('\n')).toHaveLength(1);
  expect(told).toContain(code);
  expect(told).toContain(message);
});
