// A new ed25519 key.

import { createPrivateKey } from 'node:crypto';
import { keygenAsync } from '@noble/ed25519';

/** Everything before the 32 bytes of an ed25519 private key in PKCS#8 (RFC 8410). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

export async function generateKey(): Promise<{ pem: string; publicKey: string }> {
  const { secretKey, publicKey } = await keygenAsync();
  const der = Buffer.concat([pkcs8Head, secretKey]);
  const pem = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'pem', type: 'pkcs8' });
  return { pem: String(pem), publicKey: Buffer.from(publicKey).toString('hex') };
}
