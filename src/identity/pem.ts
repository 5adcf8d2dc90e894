// The content of a key file: PKCS#8 PEM as openssl reads it, and before it a line with the public key, so that the two
// cannot come apart and reading the public one costs no cryptography at start.

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** What stands before the 32 bytes of an ed25519 private key in PKCS#8 (RFC 8410). */
const head = Buffer.from('302e020100300506032b657004220420', 'hex');
const begin = '-----BEGIN PRIVATE KEY-----';
const end = '-----END PRIVATE KEY-----';

export function writePem(secretKey: Uint8Array, publicKey: string): string {
  const body = Buffer.concat([head, secretKey]).toString('base64');
  return `ed25519 public key: ${publicKey}\n${begin}\n${body}\n${end}\n`;
}

/** The public key as the file says it, if the file is one that `writePem` could have made. */
export function findStatedKey(pem: string): string | undefined {
  const [, publicKey, body] =
    /^ed25519 public key: ([0-9a-f]{64})\r?\n-----BEGIN PRIVATE KEY-----\r?\n([A-Za-z0-9+/]{64})\r?\n-----END PRIVATE KEY-----\s*$/.exec(
      pem,
    ) ?? [];
  if (publicKey === undefined || body === undefined) return undefined;
  return Buffer.from(body, 'base64').subarray(0, head.length).equals(head) ? publicKey : undefined;
}

export type PrivateKey = { ok: true; key: KeyObject; publicKey: string } | { ok: false; problem: string; help: string };

/** Any PEM of an ed25519 private key without a passphrase; the public key is computed from it. */
export function readPem(pem: string): PrivateKey {
  if (pem.includes('-----BEGIN OPENSSH PRIVATE KEY-----')) {
    return refuse('is a key of OpenSSH', 'it has to be PKCS#8; openssl genpkey -algorithm ed25519 makes one');
  }
  if (/^-----BEGIN ENCRYPTED PRIVATE KEY-----/m.test(pem) || pem.includes('Proc-Type: 4,ENCRYPTED')) {
    return refuse('has a passphrase', 'take it off: openssl pkey -in KEY -out KEY.plain');
  }
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return { ok: true, key, publicKey: publicKeyOf(key) };
    return refuse(`is a key of type ${key.asymmetricKeyType}, not ed25519`, moveAway);
  } catch {
    return refuse('is no private key', moveAway);
  }
}

const moveAway = 'move it away and a new one is made';

function publicKeyOf(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
}

function refuse(problem: string, help: string): PrivateKey {
  return { ok: false, problem, help };
}
