// Runs the tests that have properties, and lets each of these make fresh input for a while; see test/setup/holds.ts.

import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string' },
    name: { type: 'string', short: 't' },
  },
  allowPositionals: true,
});
const { seconds, seed = String(Date.now() % 2 ** 31), name } = values;
if (![seconds, seed].every((text) => /^\d+$/.test(text))) {
  console.error('fuzz: --seconds and --seed take whole numbers');
  process.exit(2);
}

const root = join(import.meta.dirname, '..');
const all = globSync('test/**/*.test.ts', { cwd: root });
const withProperties = all.filter((file) => /\b(holds|assertHistories)\(/.test(readFileSync(join(root, file), 'utf8')));
console.log(`seed ${seed}`);
// The longest that a property takes, with the search for its smallest counterexample, and a few that share a test.
const timeout = (Number(seconds) * 4 + 300) * 1000;
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    `--testTimeout=${timeout}`,
    '--disableConsoleIntercept=true',
    ...(name === undefined ? [] : ['-t', name]),
    ...(positionals.length > 0 ? positionals : withProperties),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, HERO_SEED: seed, HERO_FUZZ_SECONDS: seconds } },
);
if (status !== 0) {
  console.log(
    'To try a counterexample again: HERO_SEED=SEED HERO_PATH=PATH scripts/test FILE -t NAME, as in its report.',
  );
}
process.exitCode = status ?? 1;
