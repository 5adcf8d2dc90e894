// The points of small order, found by arithmetic instead of by a list.

import { Point } from '@noble/ed25519';

const p = 2n ** 255n - 19n;

/**
 * Every 32 bytes that decode, however leniently, to a point of small order: of the eight points, each y and y + p that
 * fits into 255 bits, with either sign bit. 64 hex digits each.
 */
export function smallOrderEncodings(): string[] {
  const ys = new Set<bigint>();
  // y of a point of order 8, from RFC 7748's curve: its multiples are all eight points.
  const generator = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
  let point = generator;
  for (let i = 0; i < 8; i += 1) {
    ys.add(point.toAffine().y);
    point = point.add(generator);
  }
  const keys: string[] = [];
  for (const y of ys) {
    for (const value of [y, y + p]) {
      if (value >= 2n ** 255n) continue;
      for (const sign of [0n, 1n]) keys.push(littleEndian(value + (sign << 255n)));
    }
  }
  return keys;
}

function littleEndian(value: bigint): string {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse().toString('hex');
}
