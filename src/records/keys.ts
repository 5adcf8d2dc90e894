// Public keys as text, and the keys that prove nothing.

const hex = /^[0-9a-f]{64}$/;

/** The one form of a public key: 64 lower-case hex digits; undefined if it is not one. Accepts `ed25519:` and upper case. */
export function normaliseKey(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const key = text.toLowerCase().replace(/^ed25519:/, '');
  return hex.test(key) ? key : undefined;
}

/** Encodings of points of small order: a signature under such a key fits any message, so none of them is somebody. */
const smallOrder: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
]);

export function isSmallOrder(key: string): boolean {
  return smallOrder.has(key);
}
