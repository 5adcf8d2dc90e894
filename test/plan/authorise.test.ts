// From a plan to an authorised one: every job is decided before the first is submitted.

import { describe, expect, test } from 'vitest';
import { decide } from '../../src/acl/evaluate.ts';
import { explainDecision } from '../../src/acl/explain.ts';
import { compilePolicy } from '../../src/acl/policy.ts';
import { authorisePlan } from '../../src/plan/authorise.ts';
import { agentKeys, agentName } from './agents.ts';
import { diagnosticTable } from './plan-table.ts';
import { compileText } from './planning.ts';

const root = 'f'.repeat(64);
const kristof = 'c'.repeat(64);
const { node1 = '', node2 = '', local = '' } = agentKeys;

const offer = (pubkey: string, actions: Record<string, boolean>) => ({
  pubkey,
  services: Object.entries(actions).map(([name, isPublic]) => {
    const [actor, action] = name.split('.');
    return { actor, actions: [{ action, public: isPublic }] };
  }),
});

const policy = compilePolicy({
  revision: 41,
  services: [
    { actor: 'core', actions: [{ action: 'echo' }, { action: 'login', needs: 'admin' }] },
    {
      actor: 'vm_manager',
      acl: { name: 'vm_write', ace: [{ groups: ['ops'], users: [], right: 'write' }] },
      actions: [
        { action: 'start' },
        { action: 'list', needs: 'read' },
        {
          action: 'stop',
          needs: 'admin',
          acl: { name: 'vm_admin', ace: [{ groups: ['ops'], users: [], right: 'write' }] },
        },
      ],
    },
    { actor: 'dns', actions: [{ action: 'set' }] },
    {
      actor: 'report',
      acl: { name: 'closed', ace: [{ groups: [], users: [kristof], right: 'block' }] },
      actions: [{ action: 'send' }],
    },
  ],
  groups: [
    { guid: 'ops', name: 'ops', members: ['staff'] },
    { guid: 'staff', name: 'staff', members: [kristof] },
  ],
  agents: [
    offer(node1, { 'core.echo': true, 'vm_manager.start': true, 'dns.set': false }),
    offer(node2, { 'vm_manager.start': true, 'core.login': true }),
    offer(local, { 'core.echo': true, 'report.send': true, 'vm_manager.stop': true, 'vm_manager.list': true }),
  ],
  revoked: [],
  root: [root],
});

/** Candidates by job, or what is wrong. */
function authorise(text: string, source = kristof, aliveAgents: readonly string[] = [local, node1, node2]): string {
  const { plan } = compileText(text);
  const { authorised, diagnostics } = authorisePlan(plan, { policy, source, aliveAgents });
  if (authorised === undefined) return diagnosticTable(diagnostics.map(({ label: _, notes: __, ...rest }) => rest));
  return [...authorised.grants]
    .map(([n, { candidates, decision }]) => {
      return `${n} ${candidates.map(agentName).join(',')} ${decision.code}`;
    })
    .join('\n');
}

describe('allowed', () => {
  test('the agents that are up and offer the action, in their order', () => {
    expect(authorise('!!core.echo text:a\n!!vm_manager.start id:1\n')).toMatchInlineSnapshot(`
      "1 local,node1 EVERYONE
      2 node1,node2 GRANT"
    `);
    expect(authorise('!!core.echo text:a\n', kristof, [node1, local])).toMatchInlineSnapshot(
      `"1 node1,local EVERYONE"`,
    );
  });

  test('the named ones among those that offer it, in the order of the script', () => {
    expect(authorise("!!core.echo text:a job.agents:'node1,node2,local'\n")).toMatchInlineSnapshot(
      `"1 node1,local EVERYONE"`,
    );
  });

  test('remembers who asked and under which policy', () => {
    const { plan } = compileText('!!core.echo text:a\n');
    const { authorised } = authorisePlan(plan, { policy, source: root, aliveAgents: [local] });
    expect(authorised).toMatchObject({ plan, source: root, revision: 41 });
    expect(authorised?.grants.get(1)?.decision.code).toBe('ROOT');
  });

  test('an empty plan', () => {
    expect(authorise('')).toBe('');
  });
});

describe('not allowed', () => {
  test('all of it is said at once', () => {
    expect(
      authorise(`!!vm_manager.start id:1
!!vm_manager.stop
    id:1
!!report.send to:ops
!!core.login user:a
`),
    ).toMatchInlineSnapshot(`
      "HS0301 a.hero:2:1 [!!vm_manager.stop] cccc…cccc may not run vm_manager.stop
      HS0301 a.hero:4:1 [!!report.send to:ops] cccc…cccc may not run report.send
      HS0301 a.hero:5:1 [!!core.login user:a] cccc…cccc may not run core.login"
    `);
  });

  test('the reasons are those of the decision', () => {
    const { plan } = compileText('!!vm_manager.stop id:1\n');
    const [diagnostic] = authorisePlan(plan, { policy, source: kristof, aliveAgents: [local] }).diagnostics;
    const decision = decide(policy, { subject: kristof, actor: 'vm_manager', action: 'stop' });
    expect(decision.code).toBe('INSUFFICIENT');
    expect([diagnostic?.label, ...(diagnostic?.notes ?? [])]).toEqual(explainDecision(decision));
  });

  test('somebody nobody knows', () => {
    expect(authorise('!!vm_manager.start id:1\n', 'e'.repeat(64))).toMatchInlineSnapshot(
      `"HS0301 a.hero:1:1 [!!vm_manager.start id:1] eeee…eeee may not run vm_manager.start"`,
    );
    expect(authorise('!!core.echo text:a\n', 'nobody')).toMatchInlineSnapshot(
      `"HS0301 a.hero:1:1 [!!core.echo text:a] nobody may not run core.echo"`,
    );
  });

  test('an agent that takes it from certain people only', () => {
    expect(authorise('!!dns.set name:a ip:1\n')).toMatchInlineSnapshot(
      `"HS0301 a.hero:1:1 [!!dns.set name:a ip:1] cccc…cccc may not run dns.set"`,
    );
  });

  test('nobody offers it', () => {
    expect(authorise('!!vm_manager.start id:1\n', kristof, [local])).toMatchInlineSnapshot(
      `"HS0304 a.hero:1:1 [!!vm_manager.start id:1] no agent that is up offers vm_manager.start (start an agent that has the actor vm_manager, or execute it here with --local)"`,
    );
    expect(authorise('!!vm_manager.start id:1 job.agents:local\n')).toMatchInlineSnapshot(
      `"HS0305 a.hero:1:1 [!!vm_manager.start id:1 job.agents:local] vm_manager.start is not offered by 1111…1111 (leave out job.agents to let any agent that offers it have the job)"`,
    );
    expect(authorise('!!core.echo text:a\n', kristof, [])).toMatchInlineSnapshot(
      `"HS0304 a.hero:1:1 [!!core.echo text:a] no agent that is up offers core.echo (start an agent that has the actor core, or execute it here with --local)"`,
    );
  });
});

test('ten thousand jobs of one action are decided once', () => {
  const { plan } = compileText('!!core.echo text:a\n'.repeat(10_000));
  const { authorised } = authorisePlan(plan, { policy, source: kristof, aliveAgents: [local] });
  const grants = [...(authorised?.grants.values() ?? [])];
  expect(grants).toHaveLength(10_000);
  expect(new Set(grants).size).toBe(1);
});
