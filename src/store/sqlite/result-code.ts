// Why the engine refused something, as a number. Imports nothing, since the thread that beats needs it too.

/** Primary result codes of SQLite. */
export const resultCodes = {
  busy: 5,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notDatabase: 26,
} as const;

/** The primary result code, if the error is one of the engine. */
export function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}
