// Fences of a markdown document: which are skipped, which hold the script, where they end.

import { afterLineBreak, isFenceMark, lineEnd } from './lines.ts';
import { type Reading, sharedIndentation } from './reading.ts';

export interface Fence {
  /** Words after the marks. */
  info: string[];
  /** Start of the closing line, or the end of the text. */
  close: number;
  /** After the closing line. */
  end: number;
}

/** The fence that begins at the marks at `first`, or undefined when they are no opening ones. */
function findFence(r: Reading, first: number): Fence | undefined {
  if (!isFenceMark(r.text, first)) return undefined;
  const mark = r.text.charAt(first);
  const end = lineEnd(r, first);
  let width = 3;
  while (r.text.charAt(first + width) === mark) width += 1;
  const info = r.text.slice(Math.min(first + width, end), end);
  if (mark === '`' && info.includes('`')) return undefined;
  const closing = new RegExp(`(?:\\n|\\r\\n?)([ \\t]*${mark}{${width},}[ \\t]*)(?=[\\r\\n]|$)`, 'g');
  closing.lastIndex = end;
  const match = closing.exec(r.text);
  const words = info.trim().split(/\s+/);
  if (match === null) return { info: words, close: r.text.length, end: r.text.length };
  const after = match.index + match[0].length;
  return { info: words, close: after - (match[1]?.length ?? 0), end: after };
}

/**
 * End of the prose that begins at `first`, the first visible character of a line of markdown. When a fence of a script
 * begins here, only its first line is prose, and nothing of the script reads on after the fence.
 */
export function proseEnd(r: Reading, first: number): number {
  if (first >= r.limit) {
    // The closing line of a fence.
    r.limit = r.text.length;
    r.inScript = r.markdown !== 'fenced';
    return r.inScript ? lineEnd(r, first) : skipToFence(r, first);
  }
  const fence = r.limit < r.text.length || r.inLastFence ? undefined : findFence(r, first);
  if (fence === undefined) return r.inScript ? lineEnd(r, first) : skipToFence(r, first);
  const [language, ...words] = fence.info;
  const hero = language === 'heroscript' || language === 'hero';
  if (hero && words.includes('ignore')) return fence.end;
  if (r.markdown === 'fenced' && !hero) return fence.end;
  if (fence.close < r.text.length) r.limit = fence.close;
  else r.inLastFence = true;
  if (r.markdown === 'fenced') {
    r.inScript = true;
    r.margin = sharedIndentation(r.text, afterLineBreak(r, lineEnd(r, first)), fence.close);
  }
  return Math.min(lineEnd(r, first), fence.close);
}

const fenceLines = /^[ \t]*(?:`{3}|~{3})/gm;

/** Everything up to the line of the next fence is prose. */
function skipToFence(r: Reading, from: number): number {
  fenceLines.lastIndex = lineEnd(r, from);
  return fenceLines.exec(r.text)?.index ?? r.text.length;
}
