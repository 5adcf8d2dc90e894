// Identifiers. Guids are uuidv7, so they sort by the time they were made.

import { randomBytes, randomFillSync } from 'node:crypto';
import { V7Generator } from 'uuidv7';

// The library's own source of randomness is WebCrypto, which takes longer to load than all of this.
const pool = new Uint32Array(64);
let used = pool.length;
const generator = new V7Generator({
  nextUint32() {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    used += 1;
    return pool[used - 1] ?? 0;
  },
});

const digits = Buffer.from('0123456789abcdef', 'latin1');
const text = Buffer.from('00000000-0000-0000-0000-000000000000', 'latin1');
/** Where each of the 16 bytes stands in the text. */
const positions = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

export function newGuid(): string {
  const { bytes } = generator.generate();
  // Written as one flat string: the library's own text is a chain of 36 pieces, which is slow to store ten thousand times.
  for (let index = 0; index < 16; index += 1) {
    const position = positions[index] ?? 0;
    const byte = bytes[index] ?? 0;
    text[position] = digits[byte >> 4] ?? 0;
    text[position + 1] = digits[byte & 15] ?? 0;
  }
  return text.toString('latin1');
}

/** Six hex digits that name a run on the screen and in `hero job watch`. */
export function newRunId(): string {
  return randomBytes(3).toString('hex');
}
