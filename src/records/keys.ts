// Public keys as text, and the keys that prove nothing.

const exact = /^[0-9a-f]{64}$/;
const tolerated = /^(?:ed25519:)?([0-9a-f]{64})$/i;

/**
 * The one form of a public key, 64 lower-case hex digits, from any accepted spelling: `ed25519:` before it, upper case.
 * Undefined if it is none; nothing is trimmed.
 */
export function normaliseKey(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  if (exact.test(text)) return text;
  return tolerated.exec(text)?.[1]?.toLowerCase();
}

/** Every encoding of a point of small order, canonical or not. */
const smallOrder: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
]);

/** Under such a key anybody can make a signature, and versions of node:crypto differ in accepting it: it is nobody. */
export function isSmallOrder(key: string): boolean {
  return smallOrder.has(key);
}

/** First 8 and last 4 digits, for people to compare. */
export function fingerprint(key: string): string {
  return `${key.slice(0, 8)}…${key.slice(-4)}`;
}
