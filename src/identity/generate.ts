// A new ed25519 key. Loaded only when one is made.

import { keygenAsync } from '@noble/ed25519';
import { writePem } from './pem.ts';

/** `pem` is what belongs into the key file, `publicKey` 64 lower-case hex digits. */
export async function generateKey(): Promise<{ pem: string; publicKey: string }> {
  const { secretKey, publicKey } = await keygenAsync();
  const text = Buffer.from(publicKey).toString('hex');
  return { pem: writePem(secretKey, text), publicKey: text };
}
