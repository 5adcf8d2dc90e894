// Patterns for names and values: `*`, `?`, `[abc]`, `[a-z]`, `[^abc]`. Nothing is special about dots and slashes.

export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/** The whole text, letters as they are. Takes at most pattern times text steps. */
export function matchesGlob(pattern: string, text: string): boolean {
  const parts = splitPattern(pattern);
  const characters = [...text];
  let [part, at] = [0, 0];
  /** Where to go on when what follows the last star does not fit: one character further. */
  let [star, resume] = [-1, 0];
  while (at < characters.length) {
    const wanted = parts[part];
    if (wanted === '*') {
      [star, resume] = [part, at];
      part += 1;
    } else if (wanted !== undefined && fits(wanted, characters[at] ?? '')) {
      part += 1;
      at += 1;
    } else if (star !== -1) {
      part = star + 1;
      resume += 1;
      at = resume;
    } else return false;
  }
  return parts.slice(part).every((rest) => rest === '*');
}

/** Each part is one character, `*`, `?` or a set with its brackets. */
function splitPattern(pattern: string): string[] {
  return pattern.match(/\[\^?[^\]]+\]|[\s\S]/gu) ?? [];
}

function fits(part: string, character: string): boolean {
  if (part === '?' || part === character) return true;
  if (part.length < 3 || !part.startsWith('[')) return false;
  const inverse = part.startsWith('[^');
  const set = [...part.slice(inverse ? 2 : 1, -1)];
  let found = false;
  for (let i = 0; i < set.length && !found; i += 1) {
    const [from = '', dash, to] = set.slice(i, i + 3);
    const isRange = dash === '-' && to !== undefined;
    found = isRange ? from <= character && character <= to : from === character;
    if (isRange) i += 2;
  }
  return found !== inverse;
}
