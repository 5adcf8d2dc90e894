// What waits for what: script order, job.after, barriers, detached jobs, cycles.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { holds } from '../setup/holds.ts';
import { compileText, plan, wrong } from './planning.ts';

/** `label<-labels it waits for`, in script order. */
function order(text: string): string {
  const { plan, diagnostics } = compileText(text);
  if (diagnostics.length > 0) return diagnostics.map(({ message }) => message).join('\n');
  return plan.steps
    .map((step) => {
      const before = step.after.map((n) => plan.jobs.find((job) => job.n === n)?.label).join(',');
      return `${step.kind === 'echo' ? 'echo' : step.label}<-${before}`;
    })
    .join(' ');
}

const job = (name: string, after?: string, more = '') =>
  `!!core.echo text:x job.name:${name}${after === undefined ? '' : ` job.after:'${after}'`} ${more}\n`;

describe('after', () => {
  test('each action waits for the one above', () => {
    expect(order(job('a') + job('b') + job('c'))).toBe('a<- b<-a c<-b');
  });

  test('labels, none, and places counted back', () => {
    expect(order(job('a') + job('b', '') + job('c', 'a,b') + job('d', '*-2') + job('e', '*-1'))).toBe(
      'a<- b<- c<-a,b d<-b e<-d',
    );
  });

  test('after a group that runs side by side the next waits for the last of it only', () => {
    expect(order(job('a') + job('b', '') + job('c'))).toBe('a<- b<- c<-b');
  });

  test('a job without a name is called by its number', () => {
    expect(order(`!!core.echo text:x\n${job('b')}${job('c', '#1')}`)).toBe('#1<- b<-#1 c<-#1');
  });

  test('a label may be used above its job', () => {
    expect(order(job('a', 'c') + job('b', '') + job('c', 'b'))).toBe('a<-c b<- c<-b');
  });

  test('named twice is waited for once', () => {
    expect(order(job('a') + job('b', 'a,a,*-1'))).toBe('a<- b<-a');
  });

  test('nobody waits for a detached job unless it is named', () => {
    expect(order(job('a') + job('b', undefined, 'job.detach:true') + job('c') + job('d', 'b'))).toBe(
      'a<- b<-a c<-a d<-b',
    );
    expect(order(job('a', undefined, 'job.detach:true') + job('b'))).toBe('a<- b<-');
  });

  test('unknown labels', () => {
    expect(
      wrong(`!!core.echo text:x job.name:vm10 job.after:'vm10x, vm1'
!!core.echo text:x job.after:'*-2,#9'
!!core.echo text:x job.after:'#1'
!!job.defaults after:gone
!!core.echo text:x
`),
    ).toMatchInlineSnapshot(`
      "HS0212 a.hero:1:45 [vm10x] there is no job vm10x (did you mean vm10?)
      HS0212 a.hero:1:52 [vm1] there is no job vm1 (did you mean vm10?)
      HS0212 a.hero:2:31 [*-2] there are no 2 actions above this one (job.after:'' waits for nothing)
      HS0212 a.hero:2:35 [#9] there is no job #9 (the last one is #4)
      HS0212 a.hero:3:31 [#1] #1 has a name (it is vm10)
      HS0212 a.hero:4:22 [gone] there is no job gone (there are vm10)"
    `);
  });

  test('a label that is taken', () => {
    expect(wrong(job('a') + job('b') + job('a'))).toMatchInlineSnapshot(`
      "HS0214 a.hero:3:29 [a] the label a is taken (each job.name is used once in a file)
        a.hero:1:29 first used here"
    `);
  });
});

describe('job.wait', () => {
  test('holds for everything below, but adds no more than is needed', () => {
    const text = `${job('a')}${job('b', '')}!!job.wait\n${job('c')}${job('d', '')}${job('e', 'd')}${job('f', 'a')}`;
    expect(order(text)).toBe('a<- b<- c<-a,b d<-a,b e<-d f<-a,b');
  });

  test('for some only', () => {
    expect(order(`${job('a')}${job('b', '')}${job('c', '')}!!job.wait for:'a,b'\n${job('d', '')}${job('e')}`)).toBe(
      'a<- b<- c<- d<-a,b e<-d',
    );
  });

  test('two of them add up', () => {
    const text = `${job('a')}!!job.wait for:a\n${job('b', '')}${job('c', '')}!!job.wait for:b\n${job('d', '')}`;
    expect(order(text)).toBe('a<- b<-a c<-a d<-a,b');
  });

  test('leaves out detached jobs unless they are named', () => {
    const text = `${job('a')}${job('b', '', 'job.detach:true')}`;
    expect(order(`${text}!!job.wait\n${job('c', '')}`)).toBe('a<- b<- c<-a');
    expect(order(`${text}!!job.wait for:b\n${job('c', '')}`)).toBe('a<- b<- c<-b');
  });

  test('only waits for what is above', () => {
    expect(wrong(`${job('a')}!!job.wait for:'b,zz'\n${job('b', '')}`)).toMatchInlineSnapshot(`
      "HS0212 a.hero:2:17 [b] b stands below this line (job.wait waits for jobs above it)
      HS0212 a.hero:2:19 [zz] there is no job zz (there are a, b)"
    `);
  });
});

describe('echo', () => {
  test('waits for all above that is not waited for already, and nothing waits for it', () => {
    const text = `!!play.echo content:first\n${job('a')}!!play.echo content:x\n${job('b', '')}${job('c', '')}!!play.echo content:y\n${job('d', 'b')}`;
    expect(order(text)).toBe('echo<- a<- echo<-a b<- c<- echo<-a,b,c d<-b');
  });
});

describe('cycles', () => {
  test('the chain is named, with what is not written', () => {
    expect(wrong(job('a', 'c') + job('b') + job('c'))).toMatchInlineSnapshot(`
      "HS0213 a.hero:1:41 ['c'] jobs wait for one another: a → c → b → a (take one of them out of the cycle; job.after:'' waits for nothing)
        note: c waits for b, which stands above it
        note: b waits for a, which stands above it"
    `);
    expect(wrong(job('a', 'a'))).toMatchInlineSnapshot(
      `"HS0213 a.hero:1:41 ['a'] jobs wait for one another: a → a (take one of them out of the cycle; job.after:'' waits for nothing)"`,
    );
    expect(
      wrong(
        `!!core.echo text:'\${job.b.result}' job.name:a\n!!core.echo text:'\${job.a.result}' job.name:b job.after:''\n`,
      ),
    ).toMatchInlineSnapshot(`
      "HS0213 a.hero:2:57 [''] jobs wait for one another: b → a → b (take one of them out of the cycle; job.after:'' waits for nothing)
        note: b uses the result of a
        note: a uses the result of b"
    `);
  });

  test('each cycle is told once, and not what waits for it', () => {
    expect(
      wrong(job('a', 'b') + job('b', 'a') + job('c', 'd') + job('d', 'c') + job('e', 'a') + job('f', '')),
    ).toMatchInlineSnapshot(`
      "HS0213 a.hero:1:41 ['b'] jobs wait for one another: a → b → a (take one of them out of the cycle; job.after:'' waits for nothing)
      HS0213 a.hero:3:41 ['d'] jobs wait for one another: c → d → c (take one of them out of the cycle; job.after:'' waits for nothing)"
    `);
  });

  test('of ten thousand jobs', () => {
    const count = 10_000;
    const text = Array.from({ length: count }, (_, i) => job(`j${i}`, i === 0 ? `j${count - 1}` : undefined)).join('');
    expect(wrong(text)).toMatchInlineSnapshot(`
      "HS0213 a.hero:1:42 ['j9999'] jobs wait for one another: j0 → j9999 → j9998 → j9997 → j9996 → … 9994 more … → j1 → j0 (take one of them out of the cycle; job.after:'' waits for nothing)
        note: j9999 waits for j9998, which stands above it
        note: j9998 waits for j9997, which stands above it
        note: j9997 waits for j9996, which stands above it"
    `);
  });
});

/** A script of jobs with random `job.after`, names, barriers and detached ones; a cycle is possible. */
const scripts = fc
  .array(
    fc.record({
      after: fc.option(fc.array(fc.nat(14), { maxLength: 3 }), { nil: undefined }),
      detach: fc.boolean(),
      wait: fc.constantFrom('no', 'no', 'no', 'all'),
      forward: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 1, maxLength: 15 },
  )
  .map((jobs) =>
    jobs
      .map(({ after, detach, wait, forward }, i) => {
        const names = after?.map((at) => (forward ? at % jobs.length : at % Math.max(1, i))).filter((at) => at !== i);
        const barrier = wait === 'all' ? '!!job.wait\n' : '';
        return barrier + job(`j${i}`, names?.map((at) => `j${at}`).join(','), `job.detach:${detach}`);
      })
      .join(''),
  );

function runOrder({ jobs }: Plan): number[] {
  const done = new Set<number>();
  const sequence: number[] = [];
  for (;;) {
    const next = jobs.find((step) => !done.has(step.n) && step.after.every((n) => done.has(n)));
    if (next === undefined) return sequence;
    done.add(next.n);
    sequence.push(next.n);
  }
}

describe('any script', () => {
  test('has an order in which each job comes after those it waits for, or is told to have a cycle', () => {
    holds(
      fc.property(scripts, (text) => {
        const { plan, diagnostics } = compileText(text);
        const sequence = runOrder(plan);
        if (diagnostics.length > 0) {
          expect(diagnostics.map(({ code }) => code)).toEqual(diagnostics.map(() => 'HS0213'));
          expect(sequence.length).toBeLessThan(plan.jobs.length);
          return;
        }
        expect(sequence).toHaveLength(plan.jobs.length);
      }),
      { numRuns: 500 },
    );
  });

  test('keeps script order wherever nothing is said', () => {
    holds(
      fc.property(fc.nat(40), (count) => {
        const { plan } = compileText('!!core.echo text:x\n'.repeat(count));
        expect(plan.jobs.map((step) => step.after)).toEqual(plan.jobs.map(({ n }) => (n === 1 ? [] : [n - 1])));
      }),
      { numRuns: 20 },
    );
  });

  test('behind a barrier everything comes after everything before it that is waited for', () => {
    holds(
      fc.property(scripts, scripts, (above, below) => {
        const text = `${above}!!job.wait\n${below.replaceAll(/j(\d+)/g, 'k$1')}`;
        const { plan, diagnostics } = compileText(text);
        if (diagnostics.length > 0) return;
        const before = plan.jobs.filter((step) => step.label.startsWith('j') && !step.attributes.detach);
        for (const step of plan.jobs.filter(({ label }) => label.startsWith('k'))) {
          const reached = ancestors(plan, step.n);
          expect(before.filter(({ n }) => !reached.has(n))).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });
});

function ancestors(plan: Plan, n: number): Set<number> {
  const found = new Set<number>();
  const queue = [n];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const before of plan.jobs.find((step) => step.n === at)?.after ?? []) {
      if (found.has(before)) continue;
      found.add(before);
      queue.push(before);
    }
  }
  return found;
}

test('ten thousand jobs in a row', () => {
  const { plan } = compileText('!!core.echo text:x\n'.repeat(10_000));
  expect(plan.jobs.at(-1)?.after).toEqual([9_999]);
});

test('a plan that is right has no diagnostics', () => {
  expect(plan(job('a'))).toMatchInlineSnapshot(`"1  a  core.echo text:x"`);
});

test('thousands of wrong labels', () => {
  const text = Array.from({ length: 3_000 }, (_, i) => job(`name${i}`, `nome${i}`)).join('');
  const { diagnostics } = compileText(text);
  expect(diagnostics).toHaveLength(3_000);
  expect(diagnostics[0]?.help).toBe('did you mean name0?');
});

test('what a job names itself is told apart from what only stands above it', () => {
  const { plan } = compileText(
    `${job('a')}${job('b')}!!job.wait\n${job('c', 'a')}!!core.echo text:'\${job.a.x}' job.name:d\n${job('e')}`,
  );
  const named = Object.fromEntries(plan.jobs.map(({ label, after, named: own }) => [label, { after, own }]));
  expect(named).toEqual({
    a: { after: [], own: [] },
    b: { after: [1], own: [] },
    c: { after: [1, 2], own: [1] },
    d: { after: [1, 3], own: [1] },
    e: { after: [4], own: [] },
  });
  const part = compileText(`!!dns.set name:x ip:1 job.name:a\n${job('b')}${job('c', 'a,b')}`, { only: 'core' });
  expect(part.plan.jobs.map(({ after, named: own }) => ({ after, own }))).toEqual([
    { after: [], own: [] },
    { after: [2], own: [2] },
  ]);
});
