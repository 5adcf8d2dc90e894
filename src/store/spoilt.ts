// Records that another program has spoilt: whoever shows jobs goes without them, who has to go on knows only their guids,
// and `inspect` tells of them.

/** What `read` makes of a record; undefined where that is no JSON any more. */
export function unlessSpoilt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
