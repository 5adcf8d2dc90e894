// Pages for people: every link leads somewhere, and every page can be reached from the README.

import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const pages = ['README.md', 'CHANGELOG.md', 'grammar/README.md', ...globSync('docs/**/*.md', { cwd: root })];

/** Without code, in which brackets mean something else. */
function prose(page: string): string {
  return readFileSync(join(root, page), 'utf8')
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, '');
}

/** Links that stay in the project, from the root, with their heading. */
function linksOf(page: string): { path: string; heading: string | undefined }[] {
  return [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^\w+:/.test(link))
    .map((link) => {
      const [path = '', heading] = link.split('#');
      return { path: path === '' ? page : relative(root, join(root, dirname(page), path)), heading };
    });
}

function headingsOf(page: string): string[] {
  const lines = readFileSync(join(root, page), 'utf8').matchAll(/^#+ (.*)$/gm);
  return [...lines].map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(pages)('%s links to what is there', (page) => {
  const broken = linksOf(page).filter(
    ({ path, heading }) =>
      !existsSync(join(root, path)) || (heading !== undefined && !headingsOf(path).includes(heading)),
  );
  expect(broken).toEqual([]);
});

test('every page is reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    for (const { path } of linksOf(page)) {
      const found = statSync(join(root, path)).isDirectory() ? join(path, 'README.md') : path;
      if (found.endsWith('.md') && existsSync(join(root, found))) reached.add(found);
    }
  }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});
