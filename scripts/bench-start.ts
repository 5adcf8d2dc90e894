// How long `hero run examples/hello.hero` takes beside bare `node -e 0`, from the shell's point of view.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './quantiles.ts';

const root = join(import.meta.dirname, '..');
const rounds = 20;
const home = mkdtempSync(join(tmpdir(), 'hero-bench-'));
const env = { ...process.env, HOME: home, XDG_DATA_HOME: '', XDG_CONFIG_HOME: '', HERO_STORE: '' };

const commands: Record<string, string[]> = {
  'node -e 0': [process.execPath, '-e', '0'],
  'hero --version': [process.execPath, 'dist/hero.js', '--version'],
  'hero run hello.hero': [process.execPath, 'dist/hero.js', 'run', 'examples/hello.hero'],
  'scripts/hero run hello.hero': ['scripts/hero', 'run', 'examples/hello.hero'],
};

try {
  const times = new Map(Object.keys(commands).map((name) => [name, [] as number[]]));
  // The first turn makes keys, the store and node's compile cache; it does not count.
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, [file = '', ...args]] of Object.entries(commands)) {
      const began = performance.now();
      const { status, stderr } = spawnSync(file, args, { cwd: root, env, encoding: 'utf8' });
      if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
      if (round >= 0) times.get(name)?.push(performance.now() - began);
    }
  }
  const medians = new Map([...times].map(([name, list]) => [name, median(list)]));
  const floor = medians.get('node -e 0') ?? Number.NaN;
  console.log(`start, median of ${rounds}, node ${process.version}`);
  for (const [name, ms] of medians) {
    console.log(`${name.padEnd(28)} ${ms.toFixed(0).padStart(5)} ms   +${(ms - floor).toFixed(0)} ms over bare node`);
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
