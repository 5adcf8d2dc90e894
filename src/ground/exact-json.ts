// JSON of other programs, whose whole numbers may have more digits than a number here can hold.

declare global {
  interface JSON {
    rawJSON(text: string): object;
    isRawJSON(value: unknown): value is object;
  }
}

/** As `JSON.parse`, but a whole number beyond 2^53 becomes what `JSON.stringify` writes as it was. Throws SyntaxError. */
export function parseExactly(text: string): unknown {
  return mayBeLong.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

/** A run of digits as a number begins, and not as one in a public key may: with `keepDigits` it takes several times as long. */
const mayBeLong = /(?:^|[\s:,[-])\d{16}/;

/** Whether it is such a number: an object, but with nothing in it. */
export function isLongNumber(value: unknown): value is object {
  return JSON.isRawJSON(value);
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const { source = '' } = context ?? {};
  const isLong = typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source);
  return isLong ? JSON.rawJSON(source) : value;
}
