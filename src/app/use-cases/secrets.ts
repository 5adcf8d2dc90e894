// `hero secret …`: what it does, in the folder that the settings say.

import { type Kept, listSecrets, removeSecret, setSecret } from '../../secrets/keep-secret.ts';
import { type Settings, secretFolder } from '../settings.ts';

/** True: another value was there before. */
export function keepSecret(settings: Settings, name: string, value: Buffer): Kept<boolean> {
  return setSecret(secretFolder(settings), name, value);
}

export function secretNames(settings: Settings): Kept<string[]> {
  return listSecrets(secretFolder(settings));
}

export function dropSecret(settings: Settings, name: string): Kept<true> {
  return removeSecret(secretFolder(settings), name);
}
