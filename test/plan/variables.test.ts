// Placeholders: what they become, what stays, and what cannot be.

import { describe, expect, test } from 'vitest';
import { Source } from '../../src/diagnostics/source.ts';
import { substitute } from '../../src/plan/substitute.ts';
import { Variables } from '../../src/plan/variables.ts';
import { compileText, plan, wrong } from './planning.ts';

function fill(text: string): string {
  const variables = new Variables({
    given: { HOST: 'web1', EMPTY: '', Name: 'value', NESTED: '${HOST} {HOST}' },
    allowEnv: ['HOME', 'GONE'],
    env: { HOME: '/home/me', SECRET: 'x' },
  });
  const source = new Source('v', text);
  const { text: filled, problems, references } = substitute(text, { source, start: 0, end: text.length }, variables);
  const first = problems[0];
  if (first !== undefined) return `! ${first.message}${first.help === undefined ? '' : ` (${first.help})`}`;
  return references.length === 0 ? filled : `${filled} <- ${references.map(({ label, key }) => `${label}:${key}`)}`;
}

describe('values', () => {
  test.each([
    ['${HOST}', 'web1'],
    ['{HOST}', 'web1'],
    ['a ${HOST}:{HOST} b', 'a web1:web1 b'],
    ['{name} ${NAME}', 'value value'],
    ['${EMPTY}', ''],
    ['{EMPTY}', ''],
    // What nobody knows stays, in braces alone.
    ['{nope} {} { HOST } {a.b} {"a":{"b":1}}', '{nope} {} { HOST } {a.b} {"a":{"b":1}}'],
    // A value is not read again.
    ['${NESTED}', '${HOST} {HOST}'],
    ['${NOPE:-default}', 'default'],
    ['${EMPTY:-default}', 'default'],
    ['${HOST:-default}', 'web1'],
    ['${NOPE:-}', ''],
    ['${NOPE:-${HOST}/{HOST}}', 'web1/web1'],
    ['${NOPE:-a:b}', 'a:b'],
    ['${HOST:?is needed}', 'web1'],
    ['${env.HOME}', '/home/me'],
    ['${env.GONE:-none}', 'none'],
    // The characters themselves.
    ['$${HOST}', '${HOST}'],
    ['\\{HOST}', '{HOST}'],
    ['a\\{3\\} \\{ \\n', 'a\\{3\\} \\{ \\n'],
    ['$HOST $$ $', '$HOST $$ $'],
    ['a@HOST', 'a@HOST'],
    ['${job.vm10.ip}', '${job.vm10.ip} <- vm10:ip'],
    ['${job.#3.net.0.ip} {HOST}', '${job.#3.net.0.ip} web1 <- #3:net.0.ip'],
  ])('%s is %s', (text, expected) => {
    expect(fill(text)).toBe(expected);
  });

  test.each([
    ['${HOSTT}', '! there is no variable HOSTT (did you mean HOST?)'],
    [
      '${OTHER}',
      '! there is no variable OTHER (give it with --set OTHER=..., or write $${OTHER} for the characters themselves)',
    ],
    ['${HOME}', '! there is no variable HOME (the one of the environment is ${env.HOME})'],
    ['${NOPE:?is needed}', '! is needed (give it with --set NOPE=...)'],
    ['${EMPTY:?}', '! EMPTY has no value (give it with --set EMPTY=...)'],
    ['${env.SECRET}', '! the environment variable SECRET may not be read (allow it with --allow-env SECRET)'],
    ['${env.GONE}', '! there is no variable env.GONE (it is not set in the environment)'],
    [
      '${env.constructor}',
      '! the environment variable constructor may not be read (allow it with --allow-env constructor)',
    ],
    ['${secret.X}', '! a secret cannot stand here (params of actions take them that are declared so)'],
    ['${secret.X:-none}', '! a secret has no default (${secret.X})'],
    ['${secret.a.b.c}', '! ${secret.a.b.c} names no secret (such as ${secret.TOKEN}, or ${secret.ACTOR.TOKEN})'],
    ['${args.name}', '! ${args.name} is no placeholder (write $${ for the characters themselves)'],
    ['${a b}', '! ${a b} is no placeholder (write $${ for the characters themselves)'],
    ['${}', '! ${} is no placeholder (write $${ for the characters themselves)'],
    ['${HOST', '! placeholder has no closing brace (write $${ for the characters themselves)'],
    ['${job.vm10}', '! ${job.vm10} does not say which result (such as ${job.vm10.result})'],
    ['${job.a.b:-x}', '! the result of a job has no default (${job.a.b})'],
    [
      '$${job.a.b} ${job.a.b}',
      '! ${job.a.b} is in this value as a result and as mere text (put the text into a value of its own)',
    ],
  ])('%s: %s', (text, expected) => {
    expect(fill(text)).toBe(expected);
  });

  test('what is meant to take long does not', () => {
    expect(fill('${'.repeat(100_000))).toMatch(/^! placeholder has no closing brace/);
    expect(fill(`${'${NO:-'.repeat(10_000)}x${'}'.repeat(10_000)}`)).toBe(
      '! placeholders stand too deep in one another (give the inner ones names of their own)',
    );
    expect(fill('${NO}'.repeat(10_000))).toMatch(/^! there is no variable NO/);
    expect(fill('${job.a.b}'.repeat(10_000))).toMatch(/a:b$/);
    expect(fill(`${'${NO:-'.repeat(16)}x${'}'.repeat(16)}`)).toBe('x');
  });
});

describe('in a script', () => {
  test('a value never becomes a key, an action or a comment', () => {
    const variables = { X: "a' b:c\n!!core.echo text:x // no" };
    expect(compileText("!!report.send a:'${X}' b:{X}\n", { variables }).plan.jobs.map((job) => job.params)).toEqual([
      { a: variables.X, b: variables.X },
    ]);
  });

  test('of the session: from there on, and not over one of the command line', () => {
    const text = `!!core.echo text:'{A}{B}'
!!session.env_set key:A val:1
!!session.env_set key:B value:'\${A}2'
!!session.env_set_once key:B val:never
!!session.env_set_once key:C val:first
!!core.echo text:'{A} {B} {C}'
!!session.env_set key:A val:3
!!core.echo text:'{A} {B} {C}'
`;
    expect(plan(text)).toMatchInlineSnapshot(`
      "1  #1  core.echo text:"{A}{B}"
      2  #2  core.echo text:"1 12 first"  after 1
      3  #3  core.echo text:"3 12 first"  after 2"
    `);
    expect(plan(text, { variables: { B: 'given' } })).toMatchInlineSnapshot(`
      "1  #1  core.echo text:"{A}given"
      2  #2  core.echo text:"1 given first"  after 1
      3  #3  core.echo text:"3 given first"  after 2"
    `);
  });

  test('in words, attributes and directives', () => {
    const text = "!!circle.select name:{C}\n!!core.echo '${A}' job.timeout:{T} job.name:'vm{T}'\n";
    expect(plan(text, { variables: { A: 'a', C: 'prod', T: '7' } })).toMatchInlineSnapshot(
      `"1  vm7  core.echo text:a  circle=prod timeout=7"`,
    );
  });

  test('the place of a problem is that of the placeholder', () => {
    expect(
      wrong(`!!core.echo text:'one \${AA} two \${AA} \${BB:-\${CC}}' job.name:'\${DD}'
!!core.echo
    text:'
    first line
    second \${EE} line
    '
!!core.echo \${FF}
!!core.echo text:a job.retry:'\${job.a.b}'
`),
    ).toMatchInlineSnapshot(`
      "HS0210 a.hero:1:23 [\${AA}] there is no variable AA (give it with --set AA=..., or write $\${AA} for the characters themselves)
      HS0210 a.hero:1:33 [\${AA}] there is no variable AA (give it with --set AA=..., or write $\${AA} for the characters themselves)
      HS0210 a.hero:1:45 [\${CC}] there is no variable CC (give it with --set CC=..., or write $\${CC} for the characters themselves)
      HS0210 a.hero:1:63 [\${DD}] there is no variable DD (give it with --set DD=..., or write $\${DD} for the characters themselves)
      HS0210 a.hero:5:12 [\${EE}] there is no variable EE (give it with --set EE=..., or write $\${EE} for the characters themselves)
      HS0210 a.hero:7:13 [\${FF}] there is no variable FF (give it with --set FF=..., or write $\${FF} for the characters themselves)
      HS0210 a.hero:8:31 [\${job.a.b}] \${job.a.b} is not known before the run, and this value is needed then (results can be used in the params of actions and in play.echo)"
    `);
  });
});

describe('results', () => {
  test('add the dependency, once', () => {
    expect(
      plan(`!!vm_manager.start id:1 job.name:vm
!!core.echo text:between
!!dns.set name:'\${job.vm.name}' ip:'\${job.vm.ip} \${job.vm.ip}' job.after:''
!!play.echo content:'\${job.#3.status}'
`),
    ).toMatchInlineSnapshot(`
      "1  vm    vm_manager.start id:1
      2  #2    core.echo text:between                                        after 1
      3  #3    dns.set name:"\${job.vm.name}" ip:"\${job.vm.ip} \${job.vm.ip}"  after 1    name<-1:name ip<-1:ip ip<-1:ip
      -  echo  "\${job.#3.status}"                                            after 2,3  content<-3:status"
    `);
  });

  test('are checked when they are known, the rest at once', () => {
    expect(
      plan("!!core.echo text:a job.name:a\n!!vm_manager.start id:'${job.a.result}' size:'${job.a.size}'\n"),
    ).toMatchInlineSnapshot(`
      "1  a   core.echo text:a
      2  #2  vm_manager.start id:"\${job.a.result}" size:"\${job.a.size}"  after 1  id<-1:result size<-1:size"
    `);
    expect(
      wrong("!!core.echo text:a job.name:a\n!!vm_manager.start id:'${job.a.result}' size:big x:'${job.a.x}'\n"),
    ).toMatchInlineSnapshot(`
      "HS0206 a.hero:2:46 [big] size cannot be big (one of small, large)
      HS0203 a.hero:2:50 [x] vm_manager.start has no param x (it has id, name, size)"
    `);
  });

  test('of jobs that are not there, or that nobody waits for', () => {
    expect(
      wrong(`!!core.echo text:'\${job.vm11.ip} \${job.#9.ip}'
!!vm_manager.start id:1 job.name:vm10
!!report.send job.name:later job.detach:true
!!core.echo text:'\${job.later.result} \${job.#2.ip}'
`),
    ).toMatchInlineSnapshot(`
      "HS0210 a.hero:1:19 [\${job.vm11.ip}] there is no job vm11 (did you mean vm10?)
      HS0210 a.hero:1:34 [\${job.#9.ip}] there is no job #9 (the last one is #4)
      HS0210 a.hero:4:19 [\${job.later.result}] nobody waits for later, so its result is not known (leave out its job.detach)
      HS0210 a.hero:4:39 [\${job.#2.ip}] #2 has a name (it is vm10)"
    `);
  });
});
