// "Did you mean": the nearest of the names that would be valid at a place.

import type { Fix } from './diagnostic.ts';
import type { Span } from './source.ts';

const maxSuggestions = 3;

/** Candidates within max(1, length/3) edits of `name`, nearest first, at most three. */
export function suggestNames(name: string, candidates: Iterable<string>): string[] {
  const limit = Math.max(1, Math.floor(name.length / 3));
  const near: { candidate: string; distance: number }[] = [];
  for (const candidate of new Set(candidates)) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const distance = editDistance(name, candidate);
    // Something of the name must be left.
    if (distance <= limit && distance < Math.max(name.length, candidate.length)) near.push({ candidate, distance });
  }
  near.sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate));
  return near.slice(0, maxSuggestions).map((entry) => entry.candidate);
}

/** `did you mean start or stop?`, or undefined when nothing is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const names = suggestNames(name, candidates);
  if (names.length === 0) return undefined;
  const last = names.at(-1) ?? '';
  const list = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
  return `did you mean ${list}?`;
}

/** A replacement of the place by the name that is near, if it is the only one: a guess, so not without asking. */
export function nearFix(span: Span | undefined, near: readonly string[]): { fixes?: Fix[] } {
  const [only] = near;
  if (span === undefined || only === undefined || near.length > 1) return {};
  return {
    fixes: [{ title: `write ${only}`, safe: false, edits: [{ start: span.start, end: span.end, text: only }] }],
  };
}

/** Damerau-Levenshtein (optimal string alignment): insert, delete, replace, swap of neighbours cost 1. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
