// Holds the floors: imports go down only, no circle, outside packages only where they belong. The table is the map.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** A layer may import its own files, the layers listed, and the outside packages listed (`node:` ones are free unless guarded). */
const layers: Record<string, { imports: string[]; packages?: string[] }> = {
  ground: { imports: [], packages: ['uuidv7'] },
  diagnostics: { imports: ['ground'], packages: ['get-east-asian-width'] },
  grammar: { imports: ['ground', 'diagnostics', 'records'], packages: ['chevrotain'] },
  records: { imports: ['ground', 'diagnostics'], packages: ['zod'] },
  secrets: { imports: ['ground', 'diagnostics', 'records'] },
  lifecycle: { imports: ['ground', 'records'] },
  script: { imports: ['ground', 'diagnostics', 'grammar', 'records'], packages: ['@noble/hashes'] },
  identity: { imports: ['ground', 'diagnostics', 'records'], packages: ['@noble/ed25519'] },
  acl: { imports: ['ground', 'diagnostics', 'records'] },
  directives: { imports: ['ground', 'diagnostics', 'records', 'script'], packages: ['zod'] },
  plan: { imports: ['ground', 'diagnostics', 'records', 'script', 'acl', 'directives'] },
  store: { imports: ['ground', 'diagnostics', 'records', 'lifecycle'], packages: ['node:sqlite', 'ioredis'] },
  schedule: { imports: ['ground', 'diagnostics', 'records', 'store'], packages: ['croner'] },
  policy: { imports: ['ground', 'records', 'acl', 'store'] },
  actors: { imports: ['ground', 'diagnostics', 'records', 'script'], packages: ['node:child_process', 'zod'] },
  agent: { imports: ['ground', 'records', 'secrets', 'acl', 'identity', 'store', 'policy', 'actors'] },
  runner: { imports: ['ground', 'records', 'acl', 'identity', 'store', 'policy', 'schedule'] },
  app: {
    imports: [
      'ground',
      'diagnostics',
      'grammar',
      'records',
      'script',
      'identity',
      'secrets',
      'acl',
      'directives',
      'plan',
      'store',
      'schedule',
      'policy',
      'actors',
      'agent',
      'runner',
    ],
    packages: ['node:child_process', 'zod', 'pino', 'prom-client'],
  },
  print: { imports: ['ground', 'diagnostics', 'records', 'script'] },
  cli: {
    imports: ['ground', 'diagnostics', 'records', 'script', 'acl', 'plan', 'store', 'app', 'print'],
    packages: ['commander', 'diff'],
  },
};

/** Packages of node that only some layers may use. */
const guarded = ['node:sqlite', 'node:child_process'];
/** What the package exports; nothing inside imports them. */
const entries = ['src/index.ts', 'src/language.ts'];
/** Nobody outside the store and its wiring may know an adapter. */
const adapter = /^src\/store\/(sqlite|redis)\//;

interface Import {
  from: string;
  specifier: string;
  isType: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .sort();
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const pattern =
    /^(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;
  return [...text.matchAll(pattern)].map((match) => ({
    from: file,
    specifier: match[2] ?? match[3] ?? '',
    isType: match[1] !== undefined,
  }));
}

function layerOf(file: string): string {
  if (entries.includes(file)) return 'index';
  return file.startsWith('grammar/') ? 'grammar' : (file.split('/')[1] ?? '');
}

function target({ from, specifier }: Import): string {
  return relative(root, resolve(root, dirname(from), specifier));
}

const files = [...sources('src'), ...sources('grammar')];
const imports = files.flatMap(importsOf);
const inner = imports.filter(({ specifier }) => specifier.startsWith('.'));

describe('the floors', () => {
  test('every file is in a layer of the table', () => {
    expect(files.filter((file) => layers[layerOf(file)] === undefined && layerOf(file) !== 'index')).toEqual([]);
  });

  test('layers import only layers below them', () => {
    const wrong = inner.filter((item) => {
      const layer = layerOf(item.from);
      const other = layerOf(target(item));
      return layer !== 'index' && layer !== other && !layers[layer]?.imports.includes(other);
    });
    expect(wrong.map((item) => `${item.from} imports ${target(item)}`)).toEqual([]);
  });

  test('the tour of the README meets every layer after those that it imports', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const tour = readme.slice(readme.indexOf('## The source'));
    const stops = [...tour.matchAll(/^\d+\. (.*\n(?: {3}.*\n)*)/gm)].map(([, stop = '']) => stop);
    const stopOf = (layer: string) => stops.findIndex((stop) => new RegExp(`\`(src/)?${layer}\``).test(stop));
    expect(Object.keys(layers).filter((layer) => stopOf(layer) < 0)).toEqual([]);
    const early = Object.entries(layers).flatMap(([layer, { imports }]) =>
      imports.filter((other) => stopOf(other) > stopOf(layer)).map((other) => `${layer} imports ${other}`),
    );
    expect(early).toEqual([]);
  });

  test('outside packages stay in their layers', () => {
    const wrong = imports.filter(({ from, specifier }) => {
      if (specifier.startsWith('.') || layerOf(from) === 'index') return false;
      if (specifier.startsWith('node:') && !guarded.includes(specifier)) return false;
      const name = specifier.startsWith('node:')
        ? specifier
        : specifier
            .split('/')
            .slice(0, specifier.startsWith('@') ? 2 : 1)
            .join('/');
      return !layers[layerOf(from)]?.packages?.includes(name);
    });
    expect(wrong.map(({ from, specifier }) => `${from} imports ${specifier}`)).toEqual([]);
  });

  test('adapters are known to the store and its wiring alone', () => {
    const wrong = inner.filter((item) => adapter.test(target(item)) && !['store', 'app'].includes(layerOf(item.from)));
    expect(wrong.map((item) => `${item.from} imports ${target(item)}`)).toEqual([]);
  });

  test('each part of the port is a file of the same name in both stores', () => {
    const parts = sources('src/store/parts').map((file) => basename(file));
    for (const adapter of ['redis', 'sqlite']) {
      expect(sources(`src/store/${adapter}/parts`).map((file) => basename(file))).toEqual(parts);
    }
  });

  test('there is no circle of imports between files, types included', () => {
    const graph = new Map(files.map((file) => [file, [] as string[]]));
    for (const item of inner) graph.get(item.from)?.push(target(item));
    expect(findCircle(graph)).toBeUndefined();
  });

  test('each file begins with its purpose', () => {
    const silent = files.filter((file) => {
      const lines = readFileSync(join(root, file), 'utf8').split('\n');
      const first = lines[0]?.startsWith('#!') ? lines[1] : lines[0];
      return !first?.startsWith('//');
    });
    expect(silent).toEqual([]);
  });

  test('no folder is named for a kind of thing instead of an idea', () => {
    const vague = files.filter((file) => /\/(utils?|lib|common|types|helpers|classes)\//.test(file));
    expect(vague).toEqual([]);
  });
});

test('scripts build on what tests are set up with, never the other way round', () => {
  const setup = sources('test/setup').flatMap(importsOf);
  expect(setup.filter((item) => target(item).startsWith('scripts/')).map(({ from }) => from)).toEqual([]);
});

test('what tests make up comes again: chance has a seed, and properties are tried by `holds`', () => {
  // Ports are no input.
  const exempt = ['test/setup/holds.ts', 'test/setup/free-port.ts', 'test/architecture.test.ts'];
  const files = [...sources('test'), ...sources('scripts')].filter((file) => !exempt.includes(file));
  const lucky = files.filter((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return /\bfc\.(assert|check)\(|Math\.random/.test(text) || (text.includes('fc.sample(') && !text.includes('seed'));
  });
  expect(lucky).toEqual([]);
});

test('a script of the usual kind is read without the grammar and its library', () => {
  const seen = new Set<string>();
  const walk = (file: string): string[] => {
    if (seen.has(file)) return [];
    seen.add(file);
    const needed = readFileSync(join(root, file), 'utf8').matchAll(
      /^(?:import|export)\s+(?!type\b)[^;]*?\sfrom\s+'([^']+)'/gm,
    );
    return [...needed].flatMap(([, specifier = '']) => {
      return specifier.startsWith('.') ? walk(target({ from: file, specifier, isType: false })) : [specifier];
    });
  };
  for (const start of ['src/cli/main.ts', 'src/app/use-cases/run.ts']) expect(walk(start)).not.toContain('chevrotain');
  expect(seen).toContain('src/script/usual.ts');
});

/** A chain of files that ends where it begins, or undefined. */
function findCircle(graph: Map<string, string[]>): string[] | undefined {
  const done = new Set<string>();
  const walk = (file: string, path: string[]): string[] | undefined => {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const circle = walk(next, [...path, file]);
      if (circle !== undefined) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const circle = walk(file, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
