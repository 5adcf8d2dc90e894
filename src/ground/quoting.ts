// Texts inside of other languages: a word for a shell, a pattern that finds the text itself.

/** As it can be pasted into a shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Finds every place where one of the texts stands. */
export function anyOf(texts: Iterable<string>): RegExp {
  const patterns = [...texts].map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(patterns.join('|'), 'g');
}
