// The text form of a public key, and the keys that are valid in form and worthless in fact.

const exact = /^[0-9a-f]{64}$/;
const tolerated = /^(?:ed25519:)?([0-9a-fA-F]{64})$/;

/**
 * Every encoding of a point of small order. Under these keys a signature can be made without any private key, and
 * versions of node:crypto differ in accepting it; so they are no identity anywhere.
 */
export const smallOrderKeys: ReadonlySet<string> = new Set([
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

/** 64 lower-case hex digits from any accepted spelling (upper case, `ed25519:` before it); undefined if it is no key. */
export function normalisePubkey(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  if (exact.test(text)) return text;
  return tolerated.exec(text)?.[1]?.toLowerCase();
}

/** First 8 and last 4 digits, for people to compare. */
export function fingerprint(pubkey: string): string {
  return `${pubkey.slice(0, 8)}…${pubkey.slice(-4)}`;
}
