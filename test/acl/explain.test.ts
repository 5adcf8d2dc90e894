// Decisions in plain words.

import { expect, test } from 'vitest';
import { type DecisionRequest, decide } from '../../src/acl/evaluate.ts';
import { explainDecision } from '../../src/acl/explain.ts';
import { compilePolicy } from '../../src/acl/policy.ts';

const [ann, ben, cat, dan, eve, root, node] = ['a1', 'b2', 'c3', 'd4', 'e5', 'f6', '97'].map((pair) =>
  pair.repeat(32),
) as [string, string, string, string, string, string, string];

const policy = compilePolicy({
  revision: 7,
  services: [
    {
      actor: 'vm_manager',
      acl: {
        name: 'vm_users',
        ace: [
          { users: [ann], right: 'write' },
          { groups: ['contractors'], right: 'block' },
          { users: [dan], right: 'Wirte' },
        ],
      },
      actions: [
        { action: 'start' },
        {
          action: 'delete',
          needs: 'admin',
          acl: {
            name: 'vm_admin',
            ace: [
              { users: [ben], right: 'admin' },
              { groups: ['*'], right: 'write' },
            ],
          },
        },
        { action: 'wipe', acl: { ace: [{ groups: ['lost'], right: 'block' }] } },
        { action: 'twice' },
        { action: 'twice' },
      ],
    },
    { actor: 'core', actions: [{ action: 'echo' }, { action: 'reset', needs: 'admin' }] },
  ],
  groups: [
    { guid: 'contractors', members: ['external'] },
    { guid: 'external', members: [cat] },
    { guid: 'admin', members: ['staff'] },
    { guid: 'staff', members: [eve] },
  ],
  agents: [{ pubkey: node, services: [{ actor: 'core', actions: [{ action: 'echo' }] }] }],
  revoked: ['11'.repeat(32)],
  root: [root],
});

function explain(subject: string, name: string, agent?: string): string {
  const [actor = '', action = ''] = name.split('.');
  const request: DecisionRequest = { subject, actor, action, ...(agent === undefined ? {} : { agent }) };
  const decision = decide(policy, request);
  return `${decision.code}: ${explainDecision(decision).join('; ')}`;
}

test('each code says what decided', () => {
  const stranger = '22'.repeat(32);
  expect([
    explain(root, 'vm_manager.start'),
    explain(eve, 'vm_manager.start'),
    explain(stranger, 'core.echo'),
    explain(ann, 'vm_manager.start'),
    explain(ben, 'vm_manager.delete'),
    explain('nobody', 'core.echo'),
    explain('11'.repeat(32), 'core.echo'),
    explain(ann, 'dns.set'),
    explain(ann, 'core.explode'),
    explain(ann, 'vm_manager.twice'),
    explain(cat, 'vm_manager.start'),
    explain(dan, 'vm_manager.start'),
    explain(ann, 'vm_manager.wipe'),
    explain(ann, 'core.reset', node),
    explain(ann, 'core.echo', node),
    explain(stranger, 'vm_manager.start'),
    explain(ann, 'core.reset'),
    explain(ann, 'vm_manager.delete'),
  ]).toMatchInlineSnapshot(`
    [
      "ROOT: your key is a root key",
      "ROOT: root may do everything; you are in staff, which is in admin",
      "EVERYONE: core.echo has no acl, so every verified key may run it",
      "GRANT: you have right write, write is needed; acl vm_users on service vm_manager, entry 1",
      "GRANT: you have right admin, admin is needed; acl vm_admin on action vm_manager.delete, entry 1",
      "BAD_SUBJECT: the source is not a usable public key",
      "KEY_REVOKED: the key 11111111…1111 is revoked",
      "UNKNOWN_ACTOR: there is no service dns",
      "UNKNOWN_ACTION: service core has no action explode",
      "AMBIGUOUS: vm_manager.twice is declared more than once, so nobody knows which acl holds",
      "BLOCKED: you are blocked; you are in external, which is in contractors; acl vm_users on service vm_manager, entry 2",
      "BLOCKED: an entry for you has the unknown right Wirte, which counts as block; acl vm_users on service vm_manager, entry 3",
      "BLOCKED_UNRESOLVED: a block may name you: group lost cannot be resolved; acl on action vm_manager.wipe, entry 1",
      "NOT_OFFERED: agent 97979797…9797 does not offer core.reset",
      "RESTRICTED: agent 97979797…9797 runs it only for those who are granted right write by name or group",
      "NO_GRANT: needs right write; no entry names you",
      "NO_GRANT: needs right admin; everyone has write",
      "INSUFFICIENT: needs right admin; everyone has write; acl vm_admin on action vm_manager.delete, entry 2",
    ]
  `);
});

test('a decision carries all its reasons', () => {
  expect(decide(policy, { subject: cat, actor: 'vm_manager', action: 'start' })).toEqual({
    decision: 'deny',
    code: 'BLOCKED',
    subject: cat,
    actor: 'vm_manager',
    action: 'start',
    needs: 'write',
    have: null,
    level: 'service',
    acl: 'vm_users',
    ace: 1,
    right: 'block',
    via: 'group',
    path: [cat, 'external', 'contractors'],
    agent: null,
    revision: 7,
  });
});
