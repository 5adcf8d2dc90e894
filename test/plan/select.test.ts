// --only and --from: a part of a script is run, in the same order, under the same labels.

import { describe, expect, test } from 'vitest';
import { plan, planFiles } from './planning.ts';

const script = `!!session.env_set key:WHO val:me
!!vm_manager.start id:1 job.name:vm1
!!vm_manager.start id:2 job.name:vm2 job.after:''
!!play.echo content:started
!!dns.set name:{WHO} ip:1 job.after:'vm1,vm2'
    job.name:dns
!!core.echo text:end
!!vm_manager.stop id:1
`;

describe('--from', () => {
  test('a label, a number, a line', () => {
    const fromDns = plan(script, { from: 'dns' });
    expect(fromDns).toMatchInlineSnapshot(`
      "3  dns  dns.set name:me ip:1
      4  #4   core.echo text:end    after 3
      5  #5   vm_manager.stop id:1  after 4"
    `);
    expect(plan(script, { from: '#4' })).toMatchInlineSnapshot(`
      "4  #4  core.echo text:end
      5  #5  vm_manager.stop id:1  after 4"
    `);
    for (const line of ['5', '6']) expect(plan(script, { from: line })).toBe(fromDns);
  });

  test('a line of an include begins with the first of it', async () => {
    const files = {
      'main.hero': '!!core.echo text:one\n!!include path:inner.hero\n!!core.echo text:four\n',
      'inner.hero': '\n\n\n!!core.echo text:two\n!!core.echo text:three\n',
    };
    expect(await planFiles(files, { from: '2' })).toMatchInlineSnapshot(`
      "2  #2  core.echo text:two
      3  #3  core.echo text:three  after 2
      4  #4  core.echo text:four   after 3"
    `);
    expect(await planFiles(files, { from: '3' })).toMatchInlineSnapshot(`"4  #4  core.echo text:four"`);
  });

  test('that is not there', () => {
    expect(plan(script, { from: 'dms' })).toMatchInlineSnapshot(
      `"HS0604 no job to begin with is called dms (did you mean dns?)"`,
    );
    expect(plan(script, { from: '99' })).toMatchInlineSnapshot(
      `"HS0604 no job to begin with is called 99 (--from takes a job.name, the #n of a job, or a line of the first file)"`,
    );
  });
});

describe('--only', () => {
  test('globs over actor.action; what waited for one that is left out waits for what that one waited for', () => {
    expect(plan(script, { only: 'vm_manager.*' })).toMatchInlineSnapshot(`
      "1  vm1  vm_manager.start id:1
      2  vm2  vm_manager.start id:2
      5  #5   vm_manager.stop id:1   after 1,2"
    `);
    expect(plan(script, { only: 'vm_manager' })).toBe(plan(script, { only: 'vm_manager.*' }));
    expect(plan(script, { only: 'VM_manager:st?p, play.echo' })).toMatchInlineSnapshot(`
      "-  echo  "started"
      5  #5    vm_manager.stop id:1"
    `);
    expect(plan(script, { only: '*.start,core.*', from: 'vm2' })).toMatchInlineSnapshot(`
      "2  vm2  vm_manager.start id:2
      4  #4   core.echo text:end     after 2"
    `);
  });

  test('that means nothing', () => {
    expect(plan(script, { only: 'vm_managr.start' })).toMatchInlineSnapshot(
      `"HS0603 no action is called vm_managr.start (did you mean vm_manager.start or vm_manager.stop?)"`,
    );
    expect(plan(script, { only: 'nothing' })).toMatchInlineSnapshot(
      `"HS0603 no action is called nothing (--only takes names such as vm_manager.start or 'vm_manager.*')"`,
    );
  });

  test('what is left out may be wrong', () => {
    const text = '!!core.ehco text:x\n!!core.echo text:y\n';
    expect(plan(text, { only: 'core.echo' })).toMatchInlineSnapshot(`"2  #2  core.echo text:y"`);
  });

  test('results of jobs that are left out', () => {
    const text = "!!core.echo text:x job.name:a\n!!dns.set name:'${job.a.result}' ip:1\n";
    expect(plan(text, { only: 'dns' })).toMatchInlineSnapshot(
      `"HS0210 a.hero:2:17 [\${job.a.result}] a is not part of this run, so it has no result (run it too, or give the value itself)"`,
    );
  });
});
