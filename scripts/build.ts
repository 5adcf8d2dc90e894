// Bundles what runs: dist/hero.js (command), dist/index.js (for actor modules), dist/heartbeat.js (a thread).
// Each is one file: what a command needs later is in it too, asleep until it is called. Unbundled imports, or many small
// chunks, would cost every start tens to hundreds of milliseconds.

import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

const stamp = join(dist, '.stamp');
if (process.argv.includes('--if-stale') && isFresh()) process.exit(0);

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(
    Object.entries({
      hero: 'src/cli/hero.ts',
      main: 'src/cli/main.ts',
      index: 'src/index.ts',
      heartbeat: 'src/app/heartbeat-thread.ts',
    }).filter(([, file]) => existsSync(join(root, file))),
  ),
  metafile: true,
  outdir: dist,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.13',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'external',
  sourcemap: false,
  define: { 'process.env.HERO_VERSION': JSON.stringify(version) },
  // Some dependencies are CommonJS and ask for node's own modules by require.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  logLevel: 'warning',
  plugins: [
    {
      // The launcher switches the compile cache on, so the rest must be a file of its own that it loads then.
      name: 'launcher',
      setup: ({ onResolve }) => onResolve({ filter: /^\.\/main\.ts$/ }, () => ({ path: './main.js', external: true })),
    },
  ],
});

const written = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
for (const name of readdirSync(dist)) if (!written.has(name)) rmSync(join(dist, name), { recursive: true });
if (written.has('hero.js')) {
  const command = join(dist, 'hero.js');
  writeFileSync(command, `#!/usr/bin/env node\n${readFileSync(command, 'utf8').replace(/^#!.*\n/, '')}`);
  chmodSync(command, 0o755);
}
writeFileSync(stamp, '');

function isFresh(): boolean {
  if (!existsSync(stamp)) return false;
  const built = statSync(stamp).mtimeMs;
  return ['src', 'grammar', 'scripts/build.ts', 'package.json'].every((path) => newest(join(root, path)) <= built);
}

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((time, name) => Math.max(time, newest(join(path, name))), stat.mtimeMs);
}
