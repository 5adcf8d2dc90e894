// How files and folders stand at a moment, so that what changed can be told from what only seems to have.

import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listScripts } from '../../script/folder.ts';

export interface WatchedPaths {
  /** Files, and folders of scripts; absolute. They need not be there yet. */
  scripts: readonly string[];
  /** Folders in which every file counts, such as those of actors. */
  folders: readonly string[];
}

export interface Snapshot {
  /** By absolute path; a path that is asked for and not there is `gone`. */
  files: ReadonlyMap<string, string>;
  /** Folders in which something could appear. */
  folders: ReadonlySet<string>;
}

const gone = 'gone';
/** A folder of actors with more files than this is none. */
const maxFiles = 5_000;

/** Never throws: what cannot be read is as good as gone. */
export async function takeSnapshot({ scripts, folders }: WatchedPaths): Promise<Snapshot> {
  const files = new Map<string, string>();
  const around = new Set<string>();
  for (const path of scripts) {
    around.add(dirname(path));
    const state = await stateOf(path);
    if (state !== undefined) {
      files.set(path, state);
      continue;
    }
    around.add(path);
    for (const name of await listScripts(path).catch(() => [])) {
      const file = join(path, name);
      around.add(dirname(file));
      files.set(file, (await stateOf(file)) ?? gone);
    }
  }
  for (const folder of folders) {
    around.add(dirname(folder));
    await walk(folder, files, around);
  }
  return { files, folders: around };
}

/** Paths of files that came, went or are others, in order. */
export function changedFiles(before: Snapshot, after: Snapshot): string[] {
  const paths = new Set([...before.files.keys(), ...after.files.keys()]);
  return [...paths].filter((path) => (before.files.get(path) ?? gone) !== (after.files.get(path) ?? gone)).sort();
}

/** What tells one content from another without reading it; undefined for a folder. */
async function stateOf(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path, { bigint: true });
    return found.isDirectory() ? undefined : `${found.mtimeNs} ${found.size} ${found.ino} ${found.mode}`;
  } catch {
    return gone;
  }
}

async function walk(folder: string, files: Map<string, string>, around: Set<string>): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return;
  around.add(folder);
  for (const { name } of entries) {
    // What begins with two underscores is what interpreters leave behind.
    if (/^(?:\.|__)/.test(name) || name === 'node_modules' || files.size >= maxFiles) continue;
    const path = join(folder, name);
    const state = await stateOf(path);
    if (state === undefined) await walk(path, files, around);
    else files.set(path, state);
  }
}
