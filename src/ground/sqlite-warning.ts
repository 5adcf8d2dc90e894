// Some versions of Node call node:sqlite experimental, in a warning on every start of every thread that uses it.

/** Keeps that one warning from the terminal; all others are shown. */
export function hideSqliteWarning(): void {
  const emit = process.emitWarning as (warning: string | Error, ...rest: unknown[]) => void;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).startsWith('SQLite is an experimental feature')) emit.call(process, warning, ...rest);
  };
}
