// From text to a plan: steps in script order, params filled in, attributes from where they are nearest.

import { describe, expect, test } from 'vitest';
import { compileText, plan, planFiles, wrong } from './planning.ts';

describe('actions', () => {
  test('the script of the reference', () => {
    expect(
      plan(`!!circle.select name:'prod'
!!job.defaults timeout:10m retry:1

!!vm_manager.start id:10
    job.name:vm10 job.timeout:30s job.retry:3 job.agents:'node1,node2'

// no dependency: runs beside vm10
!!vm_manager.start id:11
    job.name:vm11 job.after:''

!!dns.set name:web ip:'\${job.vm10.ip}'
    job.after:'vm10,vm11' job.ignore_error_codes:'17'

!!report.send to:ops job.detach:true
!!core.echo text:done
`),
    ).toMatchInlineSnapshot(`
      "1  vm10  vm_manager.start id:10                           agents=node1,node2 circle=prod timeout=30 retry=3
      2  vm11  vm_manager.start id:11                           circle=prod timeout=600 retry=1
      3  #3    dns.set name:web ip:"\${job.vm10.ip}"  after 1,2  circle=prod timeout=600 ignore_error_codes=[17] retry=1 ip<-1:ip
      4  #4    report.send to:ops                    after 3    circle=prod timeout=600 retry=1 detach=true
      5  #5    core.echo text:done                   after 3    circle=prod timeout=600 retry=1"
    `);
  });

  test('the header is that of the first job', () => {
    const { plan } = compileText('!!circle.select name:prod\n!!core.echo text:a\n!!core.echo text:b job.circle:lab\n');
    expect([plan.circle, plan.context, plan.files]).toEqual(['prod', 'default', ['a.hero']]);
  });

  test('a word without a key fills the one required text', () => {
    expect(plan('!!core.echo hello\n!!core.login kristof\n')).toMatchInlineSnapshot(`
      "1  #1  core.echo text:hello
      2  #2  core.login user:kristof  after 1"
    `);
    expect(compileText('!!core.login kristof password:x\n').plan.jobs[0]?.secrets).toEqual(['password']);
  });

  test('any other word is one too many', () => {
    expect(
      wrong(`!!core.echo hello world
!!core.echo text:hello world
!!vm_manager.start 10
!!vm_manager.list all
!!core.echo text:x job.detach
!!vm_manager.start 10 "it's"
!!core.echo text:'x' done
!!core echo hello
!!core.echo text: |
    one
    two
`),
    ).toMatchInlineSnapshot(`
      "HS0203 a.hero:1:19 [world] core.echo takes one word without a key (quote them: text:'hello world')
      HS0203 a.hero:2:24 [world] the word world belongs to no param (quote a value with blanks in it: text:'hello world')
      HS0203 a.hero:3:20 [10] vm_manager.start takes no words without a key (say which param it is, such as id:10)
      HS0203 a.hero:4:19 [all] vm_manager.list takes no words without a key (leave it out)
      HS0203 a.hero:5:20 [job.detach] job.detach has no value (write job.detach:true, or what it is to be)
      HS0203 a.hero:6:20 [10 "it's"] vm_manager.start takes no words without a key (say which param it is, such as id:10)
      HS0203 a.hero:7:22 [done] core.echo takes no word beside text (leave it out)
      HS0202 a.hero:8:3 [core] core has no action core (write !!core.echo)
      HS0203 a.hero:10:5 [one
          two] these words belong to no param (put the lines in quotes that begin behind text:)"
    `);
  });

  test('a param may be called like something of JavaScript', () => {
    const { plan } = compileText('!!report.send __proto__:a constructor:b\n');
    expect(Object.entries(plan.jobs[0]?.params ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });
});

describe('what is wrong is said at once', () => {
  test('names and params', () => {
    expect(
      wrong(`!!vm_managr.start id:10
!!vm_manager.strat id:10
!!unknown_thing.start id:10
!!job.default timeout:3
!!echoo text:x
!!vm_manager.start
!!vm_manager.start id:ten size:medium colour:red nam:a
!!vm_manager.start id:10 timeout:30s
!!vm_manager.start id:
`),
    ).toMatchInlineSnapshot(`
      "HS0201 a.hero:1:3 [vm_managr] there is no actor vm_managr (did you mean vm_manager?)
      HS0202 a.hero:2:14 [strat] vm_manager has no action strat (did you mean start?)
      HS0201 a.hero:3:3 [unknown_thing] there is no actor unknown_thing (hero actor ls shows the actors there are)
      HS0202 a.hero:4:7 [default] job has no action default (did you mean defaults?)
      HS0202 a.hero:5:3 [echoo] core has no action echoo (did you mean echo?)
      HS0204 a.hero:6:3 [vm_manager.start] vm_manager.start needs id (add id:10)
      HS0205 a.hero:7:23 [ten] id is a whole number (such as id:10)
      HS0206 a.hero:7:32 [medium] size cannot be medium (one of small, large)
      HS0203 a.hero:7:39 [colour] vm_manager.start has no param colour (it has id, name, size)
      HS0203 a.hero:7:50 [nam] vm_manager.start has no param nam (did you mean name?)
      HS0203 a.hero:8:26 [timeout] vm_manager.start has no param timeout (the attribute of the job is job.timeout)
      HS0205 a.hero:9:20 [id] id is a whole number (such as id:10)"
    `);
  });

  test('only sal actions are run', () => {
    expect(wrong('!core.echo text:a\n!!!core.echo text:a\n!!!!core.echo text:a\n')).toMatchInlineSnapshot(`
      "HS0208 a.hero:1:1 [!] only actions with two exclamation marks can be run (write !!core.echo)
      HS0208 a.hero:2:1 [!!!] only actions with two exclamation marks can be run (write !!core.echo)
      HS0208 a.hero:3:1 [!!!!] only actions with two exclamation marks can be run (write !!core.echo)"
    `);
  });

  test('an action that is not known is not in the plan', () => {
    const { plan } = compileText('!!core.echo text:a\n!!core.ehco text:a\n!!core.echo text:c\n');
    expect(plan.jobs.map((job) => job.n)).toEqual([1, 3]);
  });

  test('a value that is too long once it is filled in', () => {
    const long = compileText("!!core.echo text:'${X}${X}'\n", { variables: { X: 'ä'.repeat(20_000) } });
    expect(long.diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['HS0016', 'the value of text is longer than 65536 bytes'],
    ]);
  });
});

describe('params that are raw', () => {
  test('placeholders that nobody knows stay, those of the script are filled in', () => {
    const { plan: compiled, diagnostics } = compileText(
      "!!session.env_set key:NAME value:web\n!!shell.run cmd:'${NAME} ${OTHER} ${x%%.*} ${NONE:-a} $${NAME} ${'\n!!shell.run '${HOME}'\n",
    );
    expect(diagnostics).toEqual([]);
    expect(compiled.jobs.map(({ params }) => params)).toEqual([
      { cmd: 'web ${OTHER} ${x%%.*} a ${NAME} ${' },
      { cmd: '${HOME}' },
    ]);
  });

  test('elsewhere they are mistakes, and so is what must be given', () => {
    expect(wrong("!!shell.run cmd:a name:'${OTHER}'\n!!shell.run cmd:'${OTHER:?which one}'\n")).toMatchInlineSnapshot(`
      "HS0210 a.hero:1:25 [\${OTHER}] there is no variable OTHER (give it with --set OTHER=..., or write $\${OTHER} for the characters themselves)
      HS0210 a.hero:2:18 [\${OTHER:?which one}] which one (give it with --set OTHER=...)"
    `);
  });
});

describe('directives', () => {
  test('old spellings work and are told about', () => {
    expect(
      wrong(`!!select_circle aaa
!!circle_select id:bbb
!!circle.switch name:'c c'
!!context.configure name:dev coderoot:'/tmp'
!!select_actor vm_manager
!!start id:1
`),
    ).toMatchInlineSnapshot(`
      "HS0217 warning a.hero:1:3 [select_circle] old spelling of circle.select (write !!circle.select name:aaa)
      HS0217 warning a.hero:2:3 [circle_select] old spelling of circle.select (write !!circle.select name:bbb)
      HS0217 warning a.hero:3:3 [circle.switch] old spelling of circle.select (write !!circle.select name:'c c')
      HS0205 a.hero:3:22 ['c c'] "c c" is no name of a circle (a name is made of letters, digits, _, - and .)
      HS0217 warning a.hero:4:3 [context.configure] old spelling of context.select (write !!context.select name:dev)
        note: coderoot has no effect any more
      HS0217 warning a.hero:5:3 [select_actor] old spelling of actor.select (write !!actor.select name:vm_manager)"
    `);
  });

  test('mistakes in directives', () => {
    expect(
      wrong(`!!circle.select
!!circle.select nam:prod
!!circle.select name:a id:b
!!job.wait for:zzz x:1
!!job.defaults timout:3 name:a job.retry:2 retry:x all
!!session.env_set key:'a b' val:1
!!session.env_set key:a
!!play.echo content:hello job.after:''
!!agent.select names:'node1,nodex'
!!actor.select name:vm_managr
!!circle.select name:'\${job.a.b}'
`),
    ).toMatchInlineSnapshot(`
      "HS0204 a.hero:1:3 [circle.select] circle.select needs name (add name:prod)
      HS0203 a.hero:2:17 [nam] circle.select has no param nam (did you mean name?)
      HS0008 a.hero:3:24 [id] name is given twice (leave one out)
      HS0212 a.hero:4:16 [zzz] there is no job zzz (a label is set with job.name on an action)
      HS0203 a.hero:4:20 [x] job.wait has no param x (it has for)
      HS0211 a.hero:5:16 [timout] there is no job attribute timout (did you mean timeout?)
      HS0211 a.hero:5:25 [name] job.name is said of one action only (write job.name on the action)
      HS0211 a.hero:5:32 [job.retry] job.retry is written without job. here (write retry)
      HS0205 a.hero:5:50 [x] "x" is not a whole number (write digits, such as 42)
      HS0203 a.hero:5:52 [all] a word without a key means nothing to job.defaults here (such as retry:1)
      HS0205 a.hero:6:23 ['a b'] "a b" is no name of a variable (a name is made of letters, digits and _)
      HS0204 a.hero:7:3 [session.env_set] session.env_set needs val (add val:web1)
      HS0203 a.hero:8:27 [job.after] play.echo is no job, so job.after means nothing here (it has content)
      HS0303 a.hero:9:29 [nodex] there is no agent nodex (a name of a registered agent, a public key of 64 hex digits, or local for the one of this machine)
      HS0201 a.hero:10:21 [vm_managr] there is no actor vm_managr (did you mean vm_manager?)
      HS0210 a.hero:11:23 [\${job.a.b}] \${job.a.b} is not known before the run, and this value is needed then (results can be used in the params of actions and in play.echo)"
    `);
  });

  test('an action goes before an old spelling of a directive', async () => {
    const { catalogue } = await import('./catalogue.ts');
    const circle = { ...catalogue.find('report', 'send'), actor: 'circle', action: 'switch' };
    const text = '!!circle.switch name:prod\n';
    expect(wrong(text)).toContain('HS0217');
    const more = {
      catalogue: {
        ...catalogue,
        find: (actor: string, action: string) =>
          actor === 'circle' && action === 'switch'
            ? Object.assign({ description: '', needs: 'write' as const, params: [], open: true, examples: [] }, circle)
            : catalogue.find(actor, action),
      },
    };
    expect(plan(text, more)).toMatchInlineSnapshot(`"1  #1  circle.switch name:prod"`);
  });

  test('the nearest says it: flag, action, defaults, select, flag of what is not said', () => {
    const text = `!!core.echo text:base
!!circle.select name:select
!!core.echo text:select
!!job.defaults circle:defaults retry:1 timeout:1m
!!core.echo text:defaults
!!core.echo text:own job.circle:own job.retry:2
!!circle.select name:last
!!core.echo text:last
!!job.defaults log:false
!!core.echo text:replaced
`;
    expect(plan(text, { circle: 'flag', agents: ['node1'] })).toMatchInlineSnapshot(`
      "1  #1  core.echo text:base               agents=node1 circle=flag
      2  #2  core.echo text:select    after 1  agents=node1 circle=select
      3  #3  core.echo text:defaults  after 2  agents=node1 circle=defaults timeout=60 retry=1
      4  #4  core.echo text:own       after 3  agents=node1 circle=own timeout=60 retry=2
      5  #5  core.echo text:last      after 4  agents=node1 circle=last timeout=60 retry=1
      6  #6  core.echo text:replaced  after 5  agents=node1 circle=last log=false"
    `);
    expect(plan(text, { overrides: { circle: 'over', 'job.retry': '7' } })).toMatchInlineSnapshot(`
      "1  #1  core.echo text:base               circle=over retry=7
      2  #2  core.echo text:select    after 1  circle=over retry=7
      3  #3  core.echo text:defaults  after 2  circle=over timeout=60 retry=7
      4  #4  core.echo text:own       after 3  circle=over timeout=60 retry=7
      5  #5  core.echo text:last      after 4  circle=over timeout=60 retry=7
      6  #6  core.echo text:replaced  after 5  circle=over retry=7 log=false"
    `);
  });

  test('flags are checked too', () => {
    expect(
      wrong('!!core.echo text:a\n', {
        overrides: { timout: '3', timeout: 'x', name: 'a' },
        circle: 'a b',
        agents: ['nobody'],
      }),
    ).toMatchInlineSnapshot(`
      "HS0211 there is no job attribute timout (did you mean timeout?)
      HS0215 "x" is not a duration (write it as 90s, 10m, 1h30m or 2d)
      HS0211 job.name is said of one action only (write job.name on the action)
      HS0205 "a b" is no name of a circle (a name is made of letters, digits, _, - and .)
      HS0303 there is no agent nobody (a name of a registered agent, a public key of 64 hex digits, or local for the one of this machine)"
    `);
  });

  test('an actor for the actions that name none', () => {
    expect(
      plan("!!actor.select name:vm_manager\n!!start id:1\n!!core.echo text:a\n!!play.echo 'b'\n"),
    ).toMatchInlineSnapshot(`
      "1  #1    vm_manager.start id:1
      2  #2    core.echo text:a       after 1
      -  echo  "b"                    after 2"
    `);
    expect(wrong('!!actor.select name:vm_manager\n!!strat id:1\n')).toMatchInlineSnapshot(
      `"HS0202 a.hero:2:3 [strat] vm_manager has no action strat (did you mean start?)"`,
    );
  });
});

describe('includes', () => {
  test('inherit and do not leak back; variables of the session do', async () => {
    expect(
      await planFiles({
        'main.hero': `!!circle.select name:outer
!!job.defaults retry:1 timeout:1m
!!core.echo text:before
!!play.include path:inner.hero replace:'WHO:inner'
!!core.echo text:'after {FROM_INNER}'
`,
        'inner.hero': `!!core.echo text:'{WHO} inherits'
!!circle.select name:inner
!!context.select name:ctx
!!job.defaults retry:2
!!session.env_set key:FROM_INNER val:set
!!core.echo text:'@WHO own'
`,
      }),
    ).toMatchInlineSnapshot(`
      "1  #1  core.echo text:before                     circle=outer timeout=60 retry=1
      2  #2  core.echo text:"inner inherits"  after 1  circle=outer timeout=60 retry=1
      3  #3  core.echo text:"inner own"       after 2  circle=inner context=ctx timeout=60 retry=2
      4  #4  core.echo text:"after set"       after 3  circle=outer timeout=60 retry=1"
    `);
  });

  test('a label is found in its own file first, then outwards', async () => {
    expect(
      await planFiles({
        'main.hero': `!!core.echo text:main job.name:a
!!include path:inner.hero
!!include path:inner.hero
!!core.echo text:end job.after:a
`,
        'inner.hero': `!!core.echo text:one job.name:b job.after:a
!!core.echo text:two job.after:b
`,
      }),
    ).toMatchInlineSnapshot(`
      "1  a   core.echo text:main
      2  b   core.echo text:one   after 1
      3  #3  core.echo text:two   after 2
      4  b   core.echo text:one   after 1
      5  #5  core.echo text:two   after 4
      6  #6  core.echo text:end   after 1"
    `);
    expect(
      await planFiles({
        'main.hero': `!!include path:inner.hero
!!include path:inner.hero
!!core.echo text:end job.after:b
`,
        'inner.hero': '!!core.echo text:one job.name:b\n',
      }),
    ).toMatchInlineSnapshot(
      `"HS0212 main.hero:3:32 [b] several jobs are called b (the first is at inner.hero:1, the next at inner.hero:1)"`,
    );
    expect(
      await planFiles({
        'main.hero': '!!include path:inner.hero\n!!core.echo text:end job.after:b\n',
        'inner.hero': "!!core.echo text:one job.name:b\n!!core.echo text:x job.after:''\n",
      }),
    ).toMatchInlineSnapshot(`
      "1  b   core.echo text:one
      2  #2  core.echo text:x
      3  #3  core.echo text:end  after 1"
    `);
  });

  test('old spelling and unknown param of an include', async () => {
    expect(
      await planFiles({ 'main.hero': '!!play.run path:b.hero git_pull:1 pth:x\n', 'b.hero': '!!core.echo text:b\n' }),
    ).toMatchInlineSnapshot(`
      "HS0217 warning main.hero:1:3 [play.run] old spelling of play.include (write !!play.include path:b.hero pth:x)
        note: git_pull has no effect any more
      HS0203 main.hero:1:35 [pth] play.include has no param pth (did you mean path?)"
    `);
  });
});
