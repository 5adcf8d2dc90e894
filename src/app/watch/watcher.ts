// Says when watched files have changed and stayed as they are for a moment. The system's own notices make it fast; a look
// every second makes it sure, where they are missing: on network drives, and for folders that come later.

import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { changedFiles, type Snapshot, takeSnapshot, type WatchedPaths } from './snapshot.ts';

/** Files count as saved when nothing happened to them for so long. Editors write, remove and rename in one go. */
const quietMs = 200;
const lookMs = 1_000;

export class Watcher {
  readonly #onChange: (paths: string[]) => void;
  readonly #notices = new Map<string, FSWatcher>();
  #watched: WatchedPaths = { scripts: [], folders: [] };
  #base: Snapshot = { files: new Map(), folders: new Set() };
  #timer: NodeJS.Timeout | undefined;
  /** Of the look that is under way, and whether another one is wanted behind it. */
  #looking = false;
  #again = false;
  #closed = false;

  /** `onChange`: absolute paths; each change is told once. */
  constructor(onChange: (paths: string[]) => void) {
    this.#onChange = onChange;
  }

  /** Number of files that are there. */
  get count(): number {
    return [...this.#base.files.values()].filter((state) => state !== 'gone').length;
  }

  /**
   * What counts from now on. Whoever reads it began to at `since` (epoch milliseconds): what is new here and was written
   * after that is told as changed.
   */
  async watch(watched: WatchedPaths, since: number): Promise<void> {
    const now = await takeSnapshot(watched);
    const known = this.#base.files;
    const files = new Map<string, string>();
    for (const [path, state] of now.files) {
      const mtimeMs = Number(state.split(' ')[0]) / 1e6;
      const isLate = !known.has(path) && mtimeMs >= since && mtimeMs <= Date.now();
      files.set(path, known.get(path) ?? (isLate ? 'written since' : state));
    }
    this.#watched = watched;
    this.#base = { files, folders: now.folders };
    this.#arm(now);
    this.#timer ??= setInterval(() => this.#look(), lookMs);
    this.#look();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    for (const notices of this.#notices.values()) notices.close();
    this.#notices.clear();
  }

  #look(): void {
    if (this.#looking) this.#again = true;
    else {
      this.#looking = true;
      void this.#lookUntilQuiet().finally(() => {
        this.#looking = false;
        if (!this.#again || this.#closed) return;
        this.#again = false;
        this.#look();
      });
    }
  }

  async #lookUntilQuiet(): Promise<void> {
    const watched = this.#watched;
    let seen = await takeSnapshot(watched);
    if (watched === this.#watched && changedFiles(this.#base, seen).length === 0) return;
    for (;;) {
      await delay(quietMs);
      const next = await takeSnapshot(watched);
      const isQuiet = changedFiles(seen, next).length === 0;
      seen = next;
      if (isQuiet) break;
    }
    if (this.#closed) return;
    if (watched !== this.#watched) {
      this.#again = true;
      return;
    }
    const changed = changedFiles(this.#base, seen);
    this.#base = seen;
    this.#arm(seen);
    if (changed.length > 0) this.#onChange(changed);
  }

  /** Folders are watched, not files: a file that is replaced is another one, and one that is gone has no notices. */
  #arm({ folders }: Snapshot): void {
    if (this.#closed) return;
    for (const [folder, notices] of this.#notices) {
      if (folders.has(folder)) continue;
      notices.close();
      this.#notices.delete(folder);
    }
    for (const folder of folders) this.#listen(folder);
  }

  #listen(folder: string): void {
    if (this.#notices.has(folder)) return;
    try {
      const notices = watch(folder, () => this.#look());
      // It may be gone, or there may be no more notices to be had; the look every second goes on.
      notices.on('error', () => this.#drop(folder));
      this.#notices.set(folder, notices);
    } catch {
      const above = dirname(folder);
      if (above !== folder) this.#listen(above);
    }
  }

  #drop(folder: string): void {
    this.#notices.get(folder)?.close();
    this.#notices.delete(folder);
  }
}
