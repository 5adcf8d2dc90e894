// Which secret of this machine a text is, for scripts that write out what is kept already.

import { actorOfSecret } from '../records/secret-text.ts';
import { listSecrets } from '../secrets/keep-secret.ts';
import { findSecret } from '../secrets/secret-files.ts';
import { type Settings, secretFolders } from './settings.ts';
import { sqlitePath } from './store-url.ts';

/** Undefined where other machines execute the jobs: their agents have secrets of their own. */
export function keptSecrets(settings: Settings): ((actor: string, value: string) => string | undefined) | undefined {
  if (sqlitePath(settings.storeUrl) === undefined) return undefined;
  const folders = secretFolders(settings);
  return (actor, value) => {
    const names = folders.flatMap((folder) => {
      const listed = listSecrets(folder);
      return listed.ok ? listed.value : [];
    });
    const found = [...new Set(names)].filter((name) => {
      const owner = actorOfSecret(name);
      if (owner !== undefined && owner !== actor) return false;
      const secret = findSecret(folders, name);
      return secret.ok && secret.value === value;
    });
    return found.length === 1 ? found[0] : undefined;
  };
}
