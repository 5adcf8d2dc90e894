// What the one who asks can choose; the layout itself has no settings.

import type { ParseOptions } from '../options.ts';

export interface FormatOptions extends ParseOptions {
  /** Names of job attributes in the order they are written in, without `job.`. */
  jobOrder?: readonly string[];
  /** New names of actions, by old ones: `core.select_circle` → `circle.select`. */
  rename?: ReadonlyMap<string, string>;
  /** Params that go with the old name, by that name. */
  dropped?: ReadonlyMap<string, readonly string[]>;
  /** Quotes that older readers understand: single ones alone. */
  singleQuotes?: boolean;
  /** The short form of params in definitions becomes blocks of their own. Not in documents, nor with `range`. */
  expand?: boolean;
  /** A file of nothing but definitions is put in order. Not in documents, nor with `range`. */
  sort?: boolean;
  /** Only actions that overlap these offsets are laid out; the rest stays as it is. */
  range?: { start: number; end: number };
}
