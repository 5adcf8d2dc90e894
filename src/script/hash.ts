// A name for what an action says, whatever the spelling, the order of its params and its place in the file.

import { blake2b } from '@noble/hashes/blake2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { type WritableAction, writeAction } from './write.ts';

/** BLAKE2b of 160 bits over the canonical text without comments, as 40 hex digits. Args count in their order. */
export function hashAction(action: WritableAction): string {
  return bytesToHex(blake2b(utf8ToBytes(writeAction(action, { comments: false })), { dkLen: 20 }));
}
