// The bounds of the records' fields; out of range is a diagnostic, never a wrapped number.

export const u16Max = 65_535;
export const u32Max = 4_294_967_295;
export const maxParams = 256;
export const maxValueBytes = 64 * 1024;
export const maxScriptBytes = 1024 * 1024;
export const maxScriptActions = 10_000;

/** Actor and action, as they may stand in a key of the store. */
export const namePattern = /^[a-z0-9_]{1,64}$/;

/** An ed25519 public key: 64 lower-case hex digits. */
export const pubkeyPattern = /^[0-9a-f]{64}$/;
