// What the address of a store says about its kind, and how it is shown.

export { withoutPassword } from '../store/redis/address.ts';

/** Path of the embedded store's file, as it was written; undefined for another kind of address. */
export function sqlitePath(url: string): string | undefined {
  return /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(url)?.[1];
}
