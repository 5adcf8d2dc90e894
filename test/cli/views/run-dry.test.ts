// The dry run of people: a table, and the words that say what it is not.

import { expect, test } from 'vitest';
import type { RunAccess } from '../../../src/app/events.ts';
import { deployScript, diagnosticAt, job, node1, runEnd, runStart, type Step } from './events.ts';
import { play } from './play.ts';

const access: RunAccess = { code: 'GRANT', right: 'write', via: 'group', group: 'ops' };
const steps: Step[] = [
  { type: 'diagnostic', diagnostic: diagnosticAt(deployScript, 'id:10', { severity: 'warning', message: 'odd' }) },
  runStart({ dry: true, jobs: 3 }),
  job(1, { label: 'vm10', state: 'planned_only', agent: node1, guid: '', timeout: 30, tries: 4, access }),
  job(2, {
    label: 'vm11',
    state: 'planned_only',
    guid: '',
    access: { ...access, code: 'ROOT', right: 'admin', group: null },
  }),
  job(3, {
    state: 'planned_only',
    guid: '',
    actor: 'dns',
    action: 'set',
    params: { name: 'web', descr: 'a long text that goes on and on' },
    after: ['vm10', 'vm11'],
    access: { code: 'EVERYONE', right: 'write', via: 'everyone', group: null },
  }),
  runEnd(),
];

test('on a screen', async () => {
  const { both } = await play('tty', steps, { columns: 80, env: { NO_COLOR: '1' } });
  expect(both).toMatchInlineSnapshot(`
    "warning[HS0202]: odd
      ┌─ deploy.hero:2:20
    2 │ !!vm_manager.start id:10 job.name:vm10
      │                    ^^^^^

    deploy.hero  dry run against sqlite:jobs.db  as kristof 9f1c…7899

      #  label  action      params    agent  timeout  tries  after    access
      1  vm10   vm_manage…  id:1      node1  30s      4      –        write via ops
      2  vm11   vm_manage…  id:2      any    10m      1      –        admin via root
      3  #3     dns.set     name:we…  any    10m      1      vm10,v…  public

    ok  3 jobs would be submitted; nothing was submitted; effects are not simulated
    "
  `);
});

test('through a pipe nothing is cut', async () => {
  const { stdout, stderr } = await play('plain', steps);
  expect(stdout).toMatchInlineSnapshot(`
    "deploy.hero  dry run against sqlite:jobs.db  as kristof 9f1c…7899

      #  label  action            params                                            agent  timeout  tries  after      access
      1  vm10   vm_manager.start  id:1                                              node1  30s      4      –          write via ops
      2  vm11   vm_manager.start  id:2                                              any    10m      1      –          admin via root
      3  #3     dns.set           name:web descr:'a long text that goes on and on'  any    10m      1      vm10,vm11  public

    ok  3 jobs would be submitted; nothing was submitted; effects are not simulated
    "
  `);
  expect(stderr).toContain('warning[HS0202]: odd');
});

test('on a narrow screen', async () => {
  const { stdout } = await play('tty', steps, { columns: 40, env: { NO_COLOR: '1' } });
  expect(stdout).toMatchInlineSnapshot(`
    "deploy.hero  dry run against sqlite:job…

      #  label  action      params    after
      1  vm10   vm_manage…  id:1      –
      2  vm11   vm_manage…  id:2      –
      3  #3     dns.set     name:we…  vm10,…

    ok  3 jobs would be submitted; nothing was submitted; effects are not simulated
    "
  `);
});
