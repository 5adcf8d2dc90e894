// The views of `hero actor`, `parse`, `check`, `doctor` and `acl test`.

import { describe, expect, test } from 'vitest';
import { aclTestView } from '../../../src/cli/views/acl-view.ts';
import { type ActorSheet, actorDetailView, actorListView, actorToJson } from '../../../src/cli/views/actor-view.ts';
import { checkView } from '../../../src/cli/views/check-view.ts';
import { doctorView } from '../../../src/cli/views/doctor-view.ts';
import { parseView } from '../../../src/cli/views/parse-view.ts';
import type { Screens } from '../../../src/cli/views/view.ts';
import { Source } from '../../../src/diagnostics/source.ts';
import type { ActionSignature, ParamSignature } from '../../../src/records/signature.ts';
import type { Action, LoadedScript, Value } from '../../../src/script/ast.ts';
import { type MemoryScreen, memoryTerminal } from '../../print/memory-terminal.ts';
import { deployScript, diagnosticAt } from './events.ts';

function print(show: (screens: Screens) => void, screen?: MemoryScreen): { stdout: string; stderr: string } {
  const out = memoryTerminal(screen);
  const err = memoryTerminal(screen);
  show({ stdout: out.terminal, stderr: err.terminal });
  return { stdout: out.text(), stderr: err.text() };
}

const narrow = { columns: 50, env: { NO_COLOR: '1' } };

function action(actor: string, name: string, params: Partial<ParamSignature>[], fields: Partial<ActionSignature> = {}) {
  const signature: ActionSignature = {
    actor,
    action: name,
    description: '',
    needs: 'write',
    params: params.map((param) => ({ name: 'x', type: 'string', required: false, description: '', ...param })),
    open: false,
    examples: [],
    ...fields,
  };
  return [name, { signature }] as const;
}

const actors: ActorSheet[] = [
  {
    name: 'core',
    description: 'what is always there',
    origin: 'core',
    actions: new Map([
      action('core', 'echo', [{ name: 'text', required: true, description: 'what to say' }], {
        description: 'says a text',
      }),
      action('core', 'noop', [], { open: true }),
    ]),
  },
  {
    name: 'vm_manager',
    description: 'virtual machines',
    origin: './actors/vm_manager.ts',
    concurrency: 2,
    actions: new Map([
      action(
        'vm_manager',
        'start',
        [
          { name: 'id', type: 'int', required: true, description: 'number of the machine', example: '10' },
          { name: 'force', type: 'bool', default: 'false', description: 'even if it runs' },
          { name: 'boot', enum: ['disk', 'net'], default: '', description: '' },
          { name: 'password', secret: true, description: 'of the console' },
        ],
        { description: 'starts a virtual machine', examples: ['!!vm_manager.start id:10\n    force:true\n'] },
      ),
      action('vm_manager', 'list', [], { description: 'lists them', needs: 'read' }),
    ]),
  },
];

describe('actors', () => {
  test('the list', () => {
    expect(print((screens) => actorListView(actors, screens)).stdout).toMatchInlineSnapshot(`
      "core  what is always there
        core.echo         text                          says a text
        core.noop         [any]

      vm_manager  virtual machines  ./actors/vm_manager.ts
        vm_manager.start  id [force] [boot] [password]  starts a virtual machine
        vm_manager.list                                 lists them
      "
    `);
    expect(print((screens) => actorListView(actors, screens), narrow).stdout).toMatchInlineSnapshot(`
      "core  what is always there
        core.echo       text             says a text
        core.noop       [any]

      vm_manager  virtual machines  ./actors/vm_manager…
        vm_manager.st…  id [force] [bo…  starts a virtu…
        vm_manager.li…                   lists them
      "
    `);
    expect(print((screens) => actorListView([], screens))).toEqual({ stdout: '', stderr: 'no actors\n' });
  });

  test('the page of one', () => {
    const show = (actor: ActorSheet) => print((screens) => actorDetailView(actor, screens)).stdout;
    expect(actors.map(show).join('\n')).toMatchInlineSnapshot(`
      "core  what is always there

      core.echo  says a text  needs write
        text  string  required  what to say

      core.noop  needs write
        takes any params

      vm_manager  virtual machines  ./actors/vm_manager.ts
        at most 2 jobs at a time

      vm_manager.start  starts a virtual machine  needs write
        id        int     required  number of the machine; e.g. 10
        force     bool    = false   even if it runs
        boot      string  = ''      one of disk, net
        password  string  optional  of the console; secret

        !!vm_manager.start id:10
            force:true

      vm_manager.list  lists them  needs read
        takes no params
      "
    `);
  });

  test('as JSON', () => {
    expect(
      actors.map(actorToJson).map(({ name, concurrency, actions }) => [name, concurrency, actions.length]),
    ).toEqual([
      ['core', null, 2],
      ['vm_manager', 2, 2],
    ]);
  });
});

function loaded(source: Source, actions: Action[], items?: LoadedScript['items']): LoadedScript {
  return {
    script: { source, actions, diagnostics: [] },
    items: items ?? actions.map((one) => ({ kind: 'action', action: one })),
  };
}

function written(
  source: Source,
  name: string,
  params: [string, string, Value['form']?][],
  fields: Partial<Action> = {},
): Action {
  const start = source.text.indexOf(name);
  const span = { source, start, end: start + name.length };
  const [actor = '', verb = ''] = name.split('.');
  return {
    type: 'sal',
    actor,
    action: verb,
    nameSpan: span,
    actionSpan: span,
    args: [],
    comments: '',
    span,
    headSpan: span,
    params: params.map(([key, text, form = 'bare']) => ({
      key,
      keySpan: span,
      value: { text, form, span },
      comment: '',
    })),
    ...fields,
  };
}

test('a parsed script, with its includes in place', () => {
  const main = new Source('deploy.hero', '\n!!vm_manager.start id:10\n\n!!play.include path:lib.hero\n!notes.add x\n');
  const lib = new Source('lib.hero', '!!dns.set name:web\n');
  const start = written(main, 'vm_manager.start', [
    ['id', '10'],
    ['description', 'two\nlines\u001b[2J', 'block'],
    ['e', '', 'empty'],
  ]);
  const include = written(main, 'play.include', [['path', 'lib.hero', 'quoted']]);
  const notes = written(main, 'notes.add', [], { type: 'dal', args: [{ text: 'x', span: start.span, comment: '' }] });
  const inner = loaded(lib, [written(lib, 'dns.set', [['name', 'web']])]);
  const script = loaded(
    main,
    [start, include, notes],
    [
      { kind: 'action', action: start },
      { kind: 'include', action: include, scripts: [inner] },
      { kind: 'action', action: notes },
    ],
  );
  expect(print((screens) => parseView([script], screens)).stdout).toMatchInlineSnapshot(`
    "deploy.hero  3 actions
     2  !!vm_manager.start
            id           10
            description  │ two  block
                         │ lines␛[2J
            e            ''
     4  !!play.include
            path  lib.hero  quoted
        lib.hero  1 action
         1  !!dns.set
                name  web
     5  !notes.add
            x  argument
    "
  `);
});

describe('check', () => {
  test('says what is wrong on stderr and the verdict on stdout', () => {
    const diagnostics = [
      diagnosticAt(deployScript, 'dns.set', { message: 'there is no actor dns' }),
      diagnosticAt(deployScript, 'id:10', { code: 'HS0203', severity: 'warning', message: 'odd' }),
    ];
    const show = (some: typeof diagnostics, denyWarnings = false) => {
      const checked = {
        diagnostics: some,
        ignored: [],
        jobs: 4,
        files: ['deploy.hero'],
        maxErrors: 20,
        mended: undefined,
        cwd: '/',
      };
      return print((screens) => checkView({ ...checked, denyWarnings }, 'text', screens));
    };
    const bad = show(diagnostics);
    expect(bad.stdout).toBe('invalid  1 error  1 warning      hero explain HS0202\n');
    expect(bad.stderr).toMatch(/^warning\[HS0203\]: odd\n[\s\S]*error\[HS0202\]: there is no actor dns\n[\s\S]*\n\n$/);
    expect(show(diagnostics.slice(1)).stdout).toBe('ok  1 file  4 actions  1 warning\n');
    expect(show(diagnostics.slice(1), true).stdout).toBe('invalid  1 warning      hero explain HS0203\n');
    expect(show([])).toEqual({ stdout: 'ok  1 file  4 actions\n', stderr: '' });
  });
});

test('doctor', () => {
  const checks = [
    { name: 'node', ok: true, detail: '24.21.0' },
    { name: 'key', ok: false, detail: 'others may read it', help: 'chmod 600 ~/.config/herorunner/user.key' },
    { name: 'store', ok: true, detail: 'sqlite:/home/me/.local/share/herorunner/jobs.db, 3 jobs' },
  ];
  expect(print((screens) => doctorView(checks, screens)).stdout).toMatchInlineSnapshot(`
    "✔  node   24.21.0
    ✖  key    others may read it
       help  chmod 600 ~/.config/herorunner/user.key
    ✔  store  sqlite:/home/me/.local/share/herorunner/jobs.db, 3 jobs

    not well  1 of 3 checks failed
    "
  `);
  expect(print((screens) => doctorView(checks, screens), narrow).stdout).toMatchInlineSnapshot(`
    "✔  node   24.21.0
    ✖  key    others may read it
       help  chmod 600 ~/.config/herorunner/user.key
    ✔  store  sqlite:/home/me/.local/share/herorunner/jobs.db, 3 jobs

    not well  1 of 3 checks failed
    "
  `);
  expect(print((screens) => doctorView(checks.slice(0, 1), screens)).stdout).toBe('✔  node  24.21.0\n\nok  1 check\n');
});

describe('acl test', () => {
  const one = (i: number, pass: boolean) => ({
    id: `case ${i}`,
    expected: 'deny',
    got: pass ? 'deny' : 'allow',
    code: pass ? 'BLOCKED' : 'GRANT',
    pass,
  });

  test('few cases are all shown', () => {
    const { stdout } = print((screens) => aclTestView([one(1, true), one(2, false)], screens));
    expect(stdout).toMatchInlineSnapshot(`
      "✔  case 1  deny                      BLOCKED
      ✖  case 2  expected deny, got allow  GRANT

      failed  1 passed  1 failed
      "
    `);
  });

  test('of many those that failed', () => {
    const many = Array.from({ length: 100 }, (_, i) => one(i, i !== 50));
    expect(print((screens) => aclTestView(many, screens)).stdout).toMatchInlineSnapshot(`
      "✖  case 50  expected deny, got allow  GRANT

      failed  99 passed  1 failed
      "
    `);
    expect(
      print((screens) =>
        aclTestView(
          many.filter(({ pass }) => pass),
          screens,
        ),
      ).stdout,
    ).toBe('ok  99 cases\n');
  });
});
