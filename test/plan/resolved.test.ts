// A plan written as one script makes the same plan. What may differ: places, `#n` where a part of the script is run, the
// second of two equal labels, and for what an echo waits indirectly anyway.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasErrors } from '../../src/diagnostics/diagnostic.ts';
import { Source } from '../../src/diagnostics/source.ts';
import { compilePlan } from '../../src/plan/compile.ts';
import type { Catalogue, CompileContext } from '../../src/plan/context.ts';
import type { EchoStep, JobStep, Plan, ResultReference, Step } from '../../src/plan/plan.ts';
import { writeResolved } from '../../src/plan/resolved/resolved.ts';
import { loadScripts } from '../../src/script/load.ts';
import { parseScript } from '../../src/script/parse.ts';
import { holds } from '../setup/holds.ts';
import { anyScript } from './any-lines.ts';
import { compileText, context } from './planning.ts';

/** What both plans have to have in common, with jobs by their position in the plan instead of their number. */
function comparable(plan: Plan) {
  return {
    ...comparablePart(plan.steps, plan.jobs),
    limits: plan.limits.map(({ kind, name, max }) => ({ kind, name, max })),
    schedules: plan.schedules.map(({ name, cron, tz, overlap, catchup, jobs }) => {
      return { name, cron, tz, overlap, catchup, ...comparablePart(jobs, jobs) };
    }),
  };
}

function comparablePart(steps: readonly Step[], jobs: readonly JobStep[]) {
  const places = new Map(jobs.map(({ n }, index) => [n, index + 1]));
  const placed = (numbers: Iterable<number>) => [...numbers].map((n) => places.get(n) ?? 0).sort((a, b) => a - b);
  const named = (text: string, references: readonly ResultReference[]) =>
    references.reduce((said, { placeholder, job, key }) => {
      return said.replaceAll(placeholder, `<${places.get(job)}:${key}>`);
    }, text);
  const uses = (references: readonly ResultReference[]) =>
    references.map(({ param, job, key }) => `${param}<-${places.get(job)}:${key}`).sort();
  const job = ({ actor, action, params, secrets, attributes, after, references }: JobStep) => ({
    actor,
    action,
    params: Object.entries(params).map(([key, text]) => {
      return [
        key,
        named(
          text,
          references.filter(({ param }) => param === key),
        ),
      ];
    }),
    secrets,
    attributes,
    after: placed(after),
    uses: uses(references),
  });
  const echo = ({ text, after, references }: EchoStep) => ({
    text: named(text, references),
    after: placed(everythingBefore(after, jobs)),
    uses: uses(references),
  });
  return { steps: steps.map((step) => (step.kind === 'job' ? job(step) : echo(step))) };
}

function everythingBefore(after: readonly number[], jobs: readonly JobStep[]): Set<number> {
  const before = new Set<number>();
  const open = [...after];
  for (let n = open.pop(); n !== undefined; n = open.pop()) {
    if (before.has(n)) continue;
    before.add(n);
    open.push(...(jobs.find((job) => job.n === n)?.after ?? []));
  }
  return before;
}

/** Whoever runs the text needs no flags. */
function expectSame(plan: Plan, more: Partial<CompileContext> = {}): string {
  const text = writeResolved(plan);
  const again = compileText(text, more);
  expect(again.diagnostics, text).toEqual([]);
  expect(comparable(again.plan), text).toEqual(comparable(plan));
  return text;
}

/** Knows every action, with any params. */
const anything: Catalogue = {
  actors: () => [],
  findActor: () => [],
  find: (actor, action) => {
    return { actor, action, description: '', needs: 'write', params: [], open: true, examples: [] };
  },
  check: () => [],
};

/** Braces, dollars and backslashes that mean themselves, or what is known. */
const text = fc.array(
  fc.constantFrom('a', ' ', '{A}', '${A}', '$${', '\\{A}', '\\', '$', '{', '}', '//', ',', '#', ':'),
  {
    maxLength: 6,
  },
);
const attributes = fc.subarray([
  'job.timeout:90s',
  'job.retry:2',
  'job.start:1h1s',
  "job.start:'2030-01-31T06:00:00Z'",
  "job.agents:'node1,node2'",
  'job.circle:lab',
  'job.ignore_error:true',
  "job.ignore_error_codes:'3,17'",
  'job.log:false',
  'job.priority:0',
]);
const action = fc
  .record({
    words: text,
    result: fc.option(fc.nat(20)),
    after: fc.option(fc.array(fc.nat(20), { maxLength: 3 })),
    isNamed: fc.boolean(),
    isDetached: fc.boolean(),
    attributes,
  })
  .map(({ words, result, after, isNamed, isDetached, attributes: said }) => (n: number) => {
    const label = (of: number) => `l${of % n}`;
    const uses = result !== null && n > 0 && !isDetached ? ` \${job.${label(result)}.result}` : '';
    const waits = after === null || n === 0 ? '' : ` job.after:'${after.map(label).join(',')}'`;
    const once = said.filter((one, at) => said.findIndex((other) => other.split(':')[0] === one.split(':')[0]) === at);
    const name = isNamed || n > 0 ? ` job.name:l${n}` : '';
    return `!!core.echo text:'${words.join('')}b${uses}'${name}${waits} ${once.join(' ')}\n`;
  });
const between = fc.constantFrom(
  '!!job.wait\n',
  '!!job.wait for:l0\n',
  "!!play.echo content:'{A} $${job.l0.result}'\n",
  "!!play.echo content:'so ${job.l0.result}'\n",
  '!!job.defaults timeout:10m retry:1\n',
  "!!job.defaults after:'' detach:true\n",
  '!!circle.select name:prod\n',
  "!!agent.select names:'node2'\n",
  '!!session.env_set_once key:B val:{A}\n',
  '!!limit.define actor:core max_running:2\n',
  '!!vm_manager.start 10\n',
);
const rightScript = fc
  .array(fc.tuple(fc.option(between), action), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.map(([line, write], n) => `${n === 0 ? '' : (line ?? '')}${write(n)}`).join(''));

test('made up scripts, whole and in part', () => {
  let [compared, jobs] = [0, 0];
  holds(
    fc.property(
      fc.oneof({ arbitrary: rightScript, weight: 9 }, anyScript),
      fc.option(fc.constantFrom('l0', 'l3', '#1', '2')),
      fc.option(fc.constantFrom('core', 'core,play')),
      (script, from, only) => {
        const { plan, diagnostics } = compileText(script, {
          variables: { A: 'a {A} $${A} \\{A} $' },
          overrides: script.length % 3 === 0 ? { retry: '2', start: '90s' } : {},
          circle: script.length % 2 === 0 ? 'lab' : 'default',
          ...(from === null ? {} : { from }),
          ...(only === null ? {} : { only }),
        });
        if (hasErrors(diagnostics)) return;
        expectSame(plan, { variables: { A: 'a {A} $${A} \\{A} $' } });
        compared += 1;
        jobs += plan.jobs.length;
      },
    ),
    { numRuns: 2_000 },
  );
  // What is made up is often wrong somewhere; what is right must not be too little to say anything.
  expect(compared).toBeGreaterThan(300);
  expect(jobs).toBeGreaterThan(600);
});

const corpus = join(import.meta.dirname, '../../../shared/data/heroscript/corpus');
if (!existsSync(corpus)) console.log('skipped: no corpus');
test.skipIf(!existsSync(corpus))('scripts written by people', () => {
  const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(hero|md|heroscript)$/.test(name),
  );
  let [compared, jobs] = [0, 0];
  for (const file of files) {
    const script = parseScript(new Source(file, readFileSync(join(corpus, file), 'utf8')));
    const items = script.actions.map((action) => ({ kind: 'action' as const, action }));
    const { plan, diagnostics } = compilePlan([{ script, items }], context({ catalogue: anything }));
    if (hasErrors([...script.diagnostics, ...diagnostics]) || plan.steps.length === 0) continue;
    expectSame(plan, { catalogue: anything });
    compared += 1;
    jobs += plan.jobs.length;
  }
  expect(compared).toBeGreaterThan(50);
  expect(jobs).toBeGreaterThan(500);
});

test('the examples', async () => {
  const folder = join(import.meta.dirname, '../../examples');
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.hero'))) {
    const { scripts, diagnostics } = await loadScripts([{ kind: 'path', path: name }], { cwd: folder });
    const compiled = compilePlan(scripts, context({ catalogue: anything }));
    expect([...diagnostics, ...compiled.diagnostics]).toEqual([]);
    expectSame(compiled.plan, { catalogue: anything });
  }
});

describe('what is written', () => {
  test('scopes, defaults and placeholders are gone', () => {
    const { plan } = compileText(
      `!!circle.select name:prod
!!job.defaults timeout:10m retry:1
!!session.env_set key:WHO val:ann
!!core.echo text:'hello {WHO}' job.name:greet
!!core.echo text:'\${job.greet.result}' job.after:'' job.timeout:90s
!!play.echo content:done
`,
    );
    expect(writeResolved(plan)).toMatchInlineSnapshot(`
      "!!core.echo text:'hello ann' job.name:greet job.after:'' job.circle:prod job.context:default job.timeout:10m job.timeout_schedule:1m job.retry:1 job.ignore_error:false job.log:true job.debug:false job.detach:false job.priority:5

      !!core.echo text:\${job.greet.result} job.after:greet job.circle:prod job.context:default job.timeout:90s job.timeout_schedule:1m job.retry:1 job.ignore_error:false job.log:true job.debug:false job.detach:false job.priority:5

      !!play.echo content:done
      "
    `);
  });

  test('includes are in place, and a label that comes again is numbered', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hero-resolved-'));
    try {
      await writeFile(
        join(folder, 'a.hero'),
        [1, 2, 3].map((n) => `!!include path:b.hero replace:'N:${n}'\n`).join(''),
      );
      await writeFile(
        join(folder, 'b.hero'),
        "!!core.echo text:{N} job.name:one\n!!core.echo text:'${job.one.result}'\n",
      );
      const { scripts } = await loadScripts([{ kind: 'path', path: 'a.hero' }], { cwd: folder });
      const { plan } = compilePlan(scripts, context());
      const text = expectSame(plan);
      expect(text).toContain('${job.one.result}');
      expect(text).toContain('${job.one_2.result}');
      expect(text).toContain('${job.one_3.result}');
      expect(text).not.toContain('include');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('a secret is left open, by the name it has or that of its param', () => {
    const script = (password: string) => `!!core.login user:ann password:${password}\n`;
    const variables = { PW: 'hunter2' };
    for (const password of ["'${PW}'", '{PW}', "'${PW:-hunter2}'", 'hunter2']) {
      const { plan, diagnostics } = compileText(script(password), { variables });
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      const text = writeResolved(plan);
      expect(text).not.toContain('hunter2');
      const name = password === 'hunter2' || password.includes(':-') ? 'PASSWORD' : 'PW';
      expect(text).toContain(`// to be given with --var-file or --set: ${name}\n`);
      const again = compileText(text, { variables: { [name]: 'hunter2' } });
      expect(again.diagnostics).toEqual([]);
      expect(comparable(again.plan)).toEqual(comparable(plan));
      expect(compileText(text).diagnostics).toMatchObject([{ code: 'HS0210' }]);
    }
  });

  test('a reference to a secret of the agent stays one, and what looks like one a text', () => {
    const script = "!!core.login user:'$${secret.A}' password:'${secret.A} $${secret.B} {V} \\{V} ${V}'\n";
    const { plan } = compileText(script, { variables: { V: '${secret.C}' } });
    const text = expectSame(plan);
    expect(text).toContain('${secret.A} $${secret.B} $${secret.C} \\{V} $${secret.C}');
  });

  test('two secrets that differ have two names, and equal ones share one', () => {
    const { plan } = compileText(
      '!!core.login user:a password:x1y\n!!core.login user:b password:x2y\n!!core.login user:c password:x1y\n',
    );
    const text = writeResolved(plan);
    const given = compileText(text, { variables: { PASSWORD: 'x1y', PASSWORD_2: 'x2y' } });
    expect(given.plan.jobs.map(({ params }) => params.password)).toEqual(['x1y', 'x2y', 'x1y']);
  });

  test('what no script can say stays a placeholder', () => {
    const variables = { LINES: 'one\r\ntwo\n', D: '$' };
    const { plan, diagnostics } = compileText(
      "!!core.echo text:'<${LINES}>' job.name:a\n!!core.echo text:'{D}${job.a.result}'\n",
      { variables },
    );
    expect(diagnostics).toEqual([]);
    const text = writeResolved(plan);
    expect(text).toContain('// to be given with --var-file or --set: LINES, D\n');
    const again = compileText(text, { variables });
    expect(again.diagnostics).toEqual([]);
    expect(comparable(again.plan)).toEqual(comparable(plan));
  });

  test('a script that would be too long leaves out what is built in', () => {
    const { plan } = compileText('!!core.echo text:hello job.retry:1\n'.repeat(8_000));
    const text = writeResolved(plan);
    expect(text.split('\n')[0]).toMatchInlineSnapshot(
      `"// What is built in is left out here: a script must not be longer than 1048576 bytes."`,
    );
    expect(text).toContain('job.retry:1');
    expect(text).not.toContain('job.timeout');
    const again = compileText(text);
    expect(again.diagnostics).toEqual([]);
    expect(again.plan.jobs.length).toBe(8_000);
    expect(again.plan.jobs[7_999]?.after).toEqual([7_999]);
  });
});
