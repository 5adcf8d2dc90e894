// Bundles what runs. Each file is one piece: what a command needs later is in it too, asleep until it is called.
// Unbundled imports, or many small chunks, would cost every start tens to hundreds of milliseconds.
//   dist/hero.js       the launcher: checks Node and switches the compile cache on, before it loads
//   dist/main.cjs      the command; CommonJS, because node makes its own modules available to that faster
//   dist/index.js      for modules with actors
//   dist/language.js   for programs that read and write scripts
//   dist/heartbeat.js  a thread

import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const stamp = join(dist, '.stamp');
if (process.argv.includes('--if-stale') && isFresh()) process.exit(0);

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const common = {
  absWorkingDir: root,
  outdir: dist,
  bundle: true,
  platform: 'node',
  target: 'node22.13',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'external',
  metafile: true,
  logLevel: 'warning',
  define: { 'process.env.HERO_VERSION': JSON.stringify(version) },
} satisfies BuildOptions;

/** The launcher must not hold what it is to load. */
const launcher: Plugin = {
  name: 'launcher',
  setup: ({ onResolve }) => onResolve({ filter: /^\.\/main\.ts$/ }, () => ({ path: './main.cjs', external: true })),
};

const results = [
  await build({
    ...common,
    format: 'esm',
    entryPoints: {
      hero: 'src/cli/hero.ts',
      index: 'src/index.ts',
      language: 'src/language.ts',
      heartbeat: 'src/app/heartbeat-thread.ts',
    },
    // Some dependencies are CommonJS and ask for node's own modules by require.
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    plugins: [launcher],
  }),
  await build({
    ...common,
    format: 'cjs',
    entryPoints: { main: 'src/cli/main.ts' },
    outExtension: { '.js': '.cjs' },
    define: { ...common.define, 'import.meta.url': '__url' },
    banner: { js: "const __url=require('node:url').pathToFileURL(__filename).href;" },
  }),
];

const written = new Set(results.flatMap(({ metafile }) => Object.keys(metafile.outputs)).map((path) => basename(path)));
for (const name of readdirSync(dist)) if (!written.has(name)) rmSync(join(dist, name), { recursive: true });
const command = join(dist, 'hero.js');
const text = readFileSync(command, 'utf8').replace('await import("./main.cjs")', 'require("./main.cjs")');
writeFileSync(command, `#!/usr/bin/env node\n${text}`);
chmodSync(command, 0o755);
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
