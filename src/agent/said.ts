// What an action says may be any value, whatever the types ask for: here it becomes what a store can keep.

export function saidText(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    const isPlain = typeof value === 'object' && value !== null && !(value instanceof Error);
    return (isPlain ? JSON.stringify(value) : undefined) ?? String(value);
  } catch {
    return 'a value that cannot be shown as text';
  }
}

/** Null: nobody knows. */
export function saidPercent(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** What is wrong with the code of an error; undefined if nothing is. */
export function codeProblem(code: number): string | undefined {
  return Number.isSafeInteger(code) ? undefined : `the code ${code} is not heeded: it is no whole number`;
}
