// The jobs that are submitted: small families with dependencies, some of which are meant to fail.

import type { Job } from '../../src/records/job.ts';
import { plainJob } from '../../test/setup/plain-records.ts';
import { between, type Random } from '../../test/setup/random.ts';

/** With this code a job fails on purpose. */
const failCode = 7;

/** One that all need, two beside each other, one that needs both, and one behind it. Guids begin with `name`. */
export function makeFamily(name: string, source: string, random: Random): Job[] {
  const letters = ['a', 'b', 'c', 'd', 'e'] as const;
  const needs: Record<string, string[]> = { a: [], b: ['a'], c: ['a'], d: ['b', 'c'], e: ['d'] };
  const failing = random() < 0.15 ? letters[Math.floor(random() * 4)] : undefined;
  const isIgnored = random() < 0.5;
  return letters.map((letter) => {
    const kind = random();
    // One that is to fail must come to its end, and a program may be killed before.
    const action = kind < 0.9 || letter === failing ? 'step' : 'program';
    // Most are over at once; the others are those that a fault meets in the middle.
    const ms = kind < 0.7 ? 0 : Math.round(between(random, 50, 900));
    const guid = `${name}.${letter}`;
    return {
      ...makeJob(guid, source),
      actor: action === 'step' ? 'steps' : 'programs',
      action,
      params: { ms: String(ms), fail: letter === failing ? '1' : '0' },
      ignore_error_codes: letter === failing && isIgnored ? [failCode] : [],
      // A program that is killed is tried again.
      retry: action === 'program' ? 9 : 0,
      dependencies: (needs[letter] ?? []).map((need) => ({ guid: `${name}.${need}`, agents: [] })),
    };
  });
}

/** A job of its own that is over at once. */
export function makeJob(guid: string, source: string): Job {
  const fields = { agents: [], source, actor: 'steps', action: 'step', params: { ms: '0', fail: '0' } };
  return plainJob(guid, { ...fields, timeout_schedule: 600, timeout: 120 });
}

/** What actors have to do: each execution leaves a line when it begins and one when it ends. */
export const actorFiles = {
  'actors/steps.ts': `import { appendFileSync } from 'node:fs';
import { ActionError, defineAction, defineActor, z } from 'herorunner';

export default defineActor({
  name: 'steps',
  description: 'leaves lines',
  actions: {
    step: defineAction({
      description: 'waits and leaves lines, whatever the signal says',
      params: { ms: z.int().describe('how long'), fail: z.string().describe('1 = fails') },
      async run({ ms, fail }, { job }) {
        const note = (word: string) =>
          appendFileSync(process.env.FAULTS_LEDGER ?? '', \`\${word} \${Date.now()} \${process.pid} 0 \${job.guid} \${job.fence}\\n\`);
        note('begin');
        if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
        note('end');
        if (fail === '1') throw new ActionError('it was to fail', ${failCode});
        return { fence: job.fence };
      },
    }),
  },
});
`,
  'actors/programs/program': `#!/bin/sh
#: waits and leaves lines
#: @param ms int required how long
#: @param fail string required 1 = fails
note() { echo "$1 $(date +%s%3N) $PPID $$ $HERO_JOB $HERO_FENCE" >> "$FAULTS_LEDGER"; }
note begin
sleep "$(awk "BEGIN { print $HERO_PARAM_MS / 1000 }")"
note end
[ "$HERO_PARAM_FAIL" = 0 ] || exit ${failCode}
echo "{\\"fence\\": $HERO_FENCE}"
`,
} as const;
