// Where a site lies: what is being built, its releases, and `current`, which is one of them.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActionError } from 'herorunner';

export function siteFolder(site: string): string {
  const state = process.env.XDG_STATE_HOME || tmpdir();
  return join(state, `herorunner-sites-${process.getuid?.() ?? 0}`, site);
}

export async function writePage(site: string, name: string, html: string): Promise<string> {
  const folder = join(siteFolder(site), 'build');
  await mkdir(folder, { recursive: true });
  const file = join(folder, name);
  await writeFile(file, html);
  return file;
}

/** By file name. */
export async function readPages(site: string): Promise<Map<string, string>> {
  const folder = join(siteFolder(site), 'build');
  const names = await readdir(folder).catch(() => []);
  if (names.length === 0) throw new ActionError(`${site} has no pages, build some first`, 2);
  const pages = names.sort().map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const);
  return new Map(await Promise.all(pages));
}

/** The name of a release is made from what is in it, so publishing the same again changes nothing. */
export async function publish(
  site: string,
  pages: ReadonlyMap<string, string>,
): Promise<{ release: string; pages: number }> {
  const release = createHash('sha256')
    .update(JSON.stringify([...pages]))
    .digest('hex')
    .slice(0, 12);
  const folder = join(siteFolder(site), 'releases', release);
  await mkdir(folder, { recursive: true });
  for (const [name, html] of pages) await writeFile(join(folder, name), html);
  const current = join(siteFolder(site), 'current');
  // Renaming is one step: whoever asks for a page gets the old release or the new one.
  const next = `${current}-${process.pid}`;
  await rm(next, { force: true });
  await symlink(join('releases', release), next);
  await rename(next, current);
  return { release, pages: pages.size };
}
