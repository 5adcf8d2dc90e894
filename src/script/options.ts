// What can be said of a text before it is read.

import type { Markdown } from '../../grammar/reading.ts';

export interface ParseOptions {
  /** In a document (name ends in `.md`): actions on any line, or in fences of HeroScript alone. Default `all`. */
  markdown?: Markdown;
  maxBytes?: number;
  maxActions?: number;
}
