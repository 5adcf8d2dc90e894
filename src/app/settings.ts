// Where things are: flags win over the environment, the environment over the defaults of the XDG base directories.

import { existsSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Settings {
  cwd: string;
  env: Environment;
  /** e.g. `sqlite:/home/me/.local/share/herorunner/jobs.db`. */
  storeUrl: string;
  /** Folder of the key files. */
  keysDir: string;
  /** Given by the user; undefined = look beside the current folder, then beside the script. */
  actorsDir: string | undefined;
  /** Folder with checkouts of git repositories. */
  codeRoot: string;
}

export interface SettingsFlags {
  store?: string;
  actors?: string;
}

export function resolveSettings(flags: SettingsFlags, env: Environment, cwd: string): Settings {
  const home = env.HOME || homedir();
  const dataHome = env.XDG_DATA_HOME || join(home, '.local', 'share');
  const configHome = env.XDG_CONFIG_HOME || join(home, '.config');
  return {
    cwd,
    env,
    storeUrl: flags.store || env.HERO_STORE || `sqlite:${join(dataHome, 'herorunner', 'jobs.db')}`,
    keysDir: join(configHome, 'herorunner', 'keys'),
    actorsDir: flags.actors === undefined ? undefined : resolve(cwd, flags.actors),
    codeRoot: env.HERO_CODE_ROOT || join(home, 'code'),
  };
}

/** The folder of the user's own actors for these scripts: `./actors`, else `actors` beside the first script. */
export function findActorsDir(settings: Settings, scriptPaths: readonly string[]): string | undefined {
  if (settings.actorsDir !== undefined) return settings.actorsDir;
  return actorPlaces(settings, scriptPaths).find(isFolder);
}

/** Where it is looked for, first to last. */
export function actorPlaces(settings: Settings, scriptPaths: readonly string[]): string[] {
  if (settings.actorsDir !== undefined) return [settings.actorsDir];
  const places = [settings.cwd];
  for (const path of scriptPaths) {
    const full = resolve(settings.cwd, path);
    places.push(isFolder(full) ? full : dirname(full));
  }
  return [...new Set(places)].map((place) => join(place, 'actors'));
}

/** Where a run belongs: processes of one place would do the same with a job, having the same folder and actors. */
export function placeOf(settings: Settings, actorsDir: string | undefined): string {
  const cwd = existsSync(settings.cwd) ? realpathSync(settings.cwd) : settings.cwd;
  return actorsDir === undefined ? cwd : `${cwd}|${realpathSync(actorsDir)}`;
}

/** The lane of a run: its jobs are executed by the process that follows it, or by one that takes it over. */
export function laneOf(place: string, run: string): string {
  return `${place}#${run}`;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
