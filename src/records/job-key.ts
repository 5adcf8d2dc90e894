// A key of the submitter in place of a guid: the guid follows from the two, so that the same job sent twice is the same.

import { createHash } from 'node:crypto';

/** The namespace of these UUIDs; it never changes. */
const keyNamespace = '5b6f3c5e-2f0e-5d1b-9a57-6c1d0f2f7a3e';

export const maxKeyLength = 200;

/** A UUID of version 5, as RFC 9562 has it, of `SOURCE:KEY`. `source`: public key, 64 hex digits. */
export function guidOfKey(source: string, key: string): string {
  const hash = createHash('sha1').update(Buffer.from(keyNamespace.replaceAll('-', ''), 'hex'));
  const bytes = hash.update(`${source}:${key}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
