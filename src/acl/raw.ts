// Looking into records of which nothing is known but that they were JSON: own properties only, no prototypes.

export type RawRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is RawRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own property, or undefined: `constructor` and its kin are no fields. */
export function field(record: RawRecord, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** A missing list is an empty one, and so is null; undefined says that something else stands in its place. */
export function listField(record: RawRecord, name: string): readonly unknown[] | undefined {
  const value = field(record, name);
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : undefined;
}

/** Adds to the list under `key`. */
export function gather<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** A value in words. Nested ones are not spelled out: a record can be deeper than the stack. */
export function inWords(value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'without a name' : value;
  if (Array.isArray(value)) return 'that is a list';
  return typeof value === 'object' && value !== null ? 'that is an object' : String(value);
}
