// Verifying signatures: node:crypto, and before it the checks that it leaves out.

import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { isSmallOrder } from '../records/keys.ts';

const keyText = /^[0-9a-f]{64}$/;
const signatureText = /^[0-9a-f]{128}$/;
/** What stands before the 32 bytes of an ed25519 public key in SPKI. */
const head = Buffer.from('302a300506032b6570032100', 'hex');

/** Making a KeyObject takes as long as a verification; the oldest go first, so that strangers cannot fill the memory. */
const kept = 4096;
const objects = new Map<string, KeyObject>();
const sound = new Map<string, boolean>();

/**
 * Whether the key signed exactly these bytes. Key and signature have one text form each: 64 and 128 lower-case hex
 * digits; anything else is refused before it is decoded, since decoding drops what it cannot read.
 */
export function verifySignature(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  if (!keyText.test(publicKey) || !signatureText.test(signature) || isSmallOrder(publicKey)) return false;
  try {
    return verify(null, bytes, keyObjectOf(publicKey), Buffer.from(signature, 'hex'));
  } catch {
    return false;
  }
}

/**
 * Whether a key is fit to be registered: canonical, on the curve, of prime order. Under any other key two correct
 * verifiers may disagree about the same signature. Costs about a millisecond, once per key.
 */
export async function isSoundKey(publicKey: string): Promise<boolean> {
  if (!keyText.test(publicKey) || isSmallOrder(publicKey)) return false;
  const known = sound.get(publicKey);
  if (known !== undefined) return known;
  const { Point } = await import('@noble/ed25519');
  let answer = false;
  try {
    answer = Point.fromBytes(Buffer.from(publicKey, 'hex'), false).isTorsionFree();
  } catch {
    // Not a point.
  }
  remember(sound, publicKey, answer);
  return answer;
}

function keyObjectOf(publicKey: string): KeyObject {
  const known = objects.get(publicKey);
  if (known !== undefined) return known;
  const der = Buffer.concat([head, Buffer.from(publicKey, 'hex')]);
  const object = createPublicKey({ key: der, format: 'der', type: 'spki' });
  remember(objects, publicKey, object);
  return object;
}

function remember<T>(cache: Map<string, T>, key: string, value: T): void {
  if (cache.size >= kept) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  cache.set(key, value);
}
