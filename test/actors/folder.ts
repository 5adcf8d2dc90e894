// A folder of actors to load, removed afterwards.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Actor } from '../../src/actors/actor.ts';
import { type LoadedActors, loadActors } from '../../src/actors/load.ts';

/** What `import 'herorunner'` means in the tests: the sources they run on. */
export const entry = pathToFileURL(join(import.meta.dirname, '../../src/index.ts')).href;

export class ActorFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'hero-actors-'));

  /** Returns the path. A text that begins with `#!` is made executable. */
  write(name: string, text: string, mode = text.startsWith('#!') ? 0o755 : 0o644): string {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  }

  load(): Promise<LoadedActors> {
    return loadActors(this.path, { entry });
  }

  /** The one actor of the folder that has this name; fails when something is wrong with any. */
  async expectActor(name: string): Promise<Actor> {
    const { actors, diagnostics } = await this.load();
    const actor = actors.get(name);
    if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics.map(({ message }) => message)));
    if (actor === undefined) throw new Error(`no actor ${name}, only ${[...actors.keys()].join(', ')}`);
    return actor;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
