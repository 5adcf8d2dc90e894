// The scripts of a folder: recursive, in one sort by path over all files, or in the order that herolib reads them in.

import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

const folderOrders = ['path', 'herolib'] as const;
/** `herolib`: all .md, then all .hero, then all .heroscript, each folder by folder; .hs, which it leaves out, last. */
export type FolderOrder = (typeof folderOrders)[number];

const kinds = ['md', 'hero', 'heroscript', 'hs'];

const extension = /\.(?:hero|heroscript|hs|md)$/i;

/**
 * Paths below `root`, relative to it, with `/`. Dotfiles and node_modules are skipped, and `hero.hero` in the folder
 * itself, which is configuration. Throws what the system says when a folder cannot be read.
 */
export async function listScripts(root: string, order: FolderOrder = 'path'): Promise<string[]> {
  const found: string[] = [];
  const seen = new Set<string>();
  const walk = async (folder: string): Promise<void> => {
    const path = join(root, folder);
    const real = await realpath(path);
    // A symbolic link may lead back up.
    if (seen.has(real)) return;
    seen.add(real);
    for (const entry of await readdir(path, { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const below = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const kind = entry.isSymbolicLink() ? await stat(join(path, entry.name)).catch(() => undefined) : entry;
      if (kind?.isDirectory()) await walk(below);
      else if (kind?.isFile() && extension.test(entry.name) && below !== 'hero.hero') found.push(below);
    }
  };
  await walk('');
  return found.sort(order === 'path' ? compare : compareAsHerolib);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A folder stands among the names beside it, so that `b/z` comes before `b.hero`, which it does not by path. */
function compareAsHerolib(a: string, b: string): number {
  return kindOf(a) - kindOf(b) || compare(a.replaceAll('/', '\0'), b.replaceAll('/', '\0'));
}

function kindOf(path: string): number {
  return kinds.indexOf(path.slice(path.lastIndexOf('.') + 1).toLowerCase());
}
