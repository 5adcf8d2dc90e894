// Where things are: flags win over the environment, the environment over the defaults of the XDG base directories.

import { existsSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import type { SecretFolder } from '../secrets/secret-files.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Settings {
  cwd: string;
  env: Environment;
  /** e.g. `sqlite:/home/me/.local/share/herorunner/jobs.db`. */
  storeUrl: string;
  /** The user has said which store; otherwise it is the usual one. */
  isStoreNamed: boolean;
  /** Folder of the key files. */
  keysDir: string;
  /** Where secrets are, as the user says; undefined = the usual places. */
  secretsDir: string | undefined;
  /** Given by the user; undefined = look beside the current folder, then beside the script. */
  actorsDir: string | undefined;
  /** Folder with checkouts of git repositories. */
  codeRoot: string;
  /** Folder for repositories that were fetched. */
  gitCache: string;
}

export interface SettingsFlags {
  store?: string | undefined;
  actors?: string | undefined;
  secrets?: string | undefined;
}

export function resolveSettings(flags: SettingsFlags, env: Environment, cwd: string): Settings {
  const home = env.HOME || homedir();
  const dataHome = env.XDG_DATA_HOME || join(home, '.local', 'share');
  const configHome = env.XDG_CONFIG_HOME || join(home, '.config');
  const secrets = flags.secrets || env.HERO_SECRETS_DIR;
  const named = flags.store || env.HERO_STORE;
  return {
    cwd,
    env,
    storeUrl: named || `sqlite:${join(dataHome, 'herorunner', 'jobs.db')}`,
    isStoreNamed: Boolean(named),
    keysDir: join(configHome, 'herorunner', 'keys'),
    secretsDir: secrets === undefined || secrets === '' ? undefined : resolve(cwd, secrets),
    actorsDir: flags.actors === undefined ? undefined : resolve(cwd, flags.actors),
    gitCache: join(env.XDG_CACHE_HOME || join(home, '.cache'), 'herorunner', 'git'),
    codeRoot: env.HERO_CODE_ROOT || join(home, 'code'),
  };
}

/** The folder that `hero secret` writes to: the one that is named, else one beside the keys. */
export function secretFolder({ secretsDir, keysDir }: Settings): SecretFolder {
  const own = join(dirname(keysDir), 'secrets');
  return secretsDir === undefined || secretsDir === own ? { path: own, own: true } : { path: secretsDir, own: false };
}

/** Where secrets are looked for, in this order. systemd names its folder for credentials in the environment. */
export function secretFolders(settings: Settings): SecretFolder[] {
  const given = secretFolder(settings);
  const credentials = settings.secretsDir === undefined ? settings.env.CREDENTIALS_DIRECTORY : undefined;
  return credentials ? [{ path: credentials, own: false }, given] : [given];
}

/** The folder of the user's own actors for these scripts: `./actors`, else `actors` beside the first script. */
export function findActorsDir(settings: Settings, scriptPaths: readonly string[]): string | undefined {
  if (settings.actorsDir !== undefined) return settings.actorsDir;
  return actorsDirs(settings, scriptPaths).find(isFolder);
}

/** Where it is looked for, first to last. */
export function actorsDirs(settings: Settings, scriptPaths: readonly string[]): string[] {
  if (settings.actorsDir !== undefined) return [settings.actorsDir];
  const folders = [settings.cwd];
  for (const path of scriptPaths) {
    const full = resolve(settings.cwd, path);
    folders.push(isFolder(full) ? full : dirname(full));
  }
  return [...new Set(folders)].map((folder) => join(folder, 'actors'));
}

/** What a run belongs to: processes of one workspace have the same folder and actors, so they do the same with a job. */
export function workspaceOf(settings: Settings, actorsDir: string | undefined): string {
  const cwd = existsSync(settings.cwd) ? realpathSync(settings.cwd) : settings.cwd;
  return actorsDir === undefined ? cwd : `${cwd}|${realpathSync(actorsDir)}`;
}

/** The lane of a run: its jobs are executed by the process that follows it, or by one that takes it over. */
export function laneOf(workspace: string, run: string): string {
  return `${workspace}#${run}`;
}

/** What cannot be looked at is none: whoever reads it says so. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
