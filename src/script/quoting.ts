// Putting a text into quotes, so that reading it gives the same text.

/** In the given quotes, single ones where nothing is said: the one escape that every reader knows is `\'`. */
export function quoted(text: string, quote: "'" | '"' = "'"): string {
  return `${quote}${escapeQuotes(text, quote, true)}${quote}`;
}

/** Backslashes before a quote, and at the end where the closing quote follows, are doubled; the quote gets one more. */
function escapeQuotes(text: string, quote: string, untilQuote: boolean): string {
  if (!text.includes(quote) && !text.includes('\\')) return text;
  const end = untilQuote ? '|$' : '';
  return text.replace(new RegExp(`(?<!\\\\)(\\\\*)(${quote}${end})`, 'g'), (_, slashes: string, found: string) => {
    return slashes + slashes + (found === '' ? '' : `\\${found}`);
  });
}

/** A block of lines: the opening quote, the lines indented by 8, the closing quote indented by 4. */
export function blockOf(text: string, preferred = "'"): string {
  const quote = [preferred, "'", '"', "'''", '"""'].find((candidate) => !text.includes(candidate)) ?? preferred;
  const lines = escapeQuotes(text, quote, false).split(/\r\n|\r|\n/);
  return [quote, ...lines.map((line) => (line === '' ? '' : `        ${line}`)), `    ${quote}`].join('\n');
}

/**
 * Whether the language can say the text: no NUL, no carriage return, no half of a character; and of several lines, the
 * first and the last are not blank, and one of them is not indented.
 */
export function canWrite(text: string): boolean {
  if (/[\0\r]/.test(text) || !text.isWellFormed()) return false;
  if (!text.includes('\n')) return true;
  const lines = text.split('\n');
  const isBlank = (line: string | undefined): boolean => /^[ \t\v\f]*$/.test(line ?? '');
  if (isBlank(lines[0]) || isBlank(lines.at(-1))) return false;
  return lines.some((line) => !/^[ \t]/.test(line) && !isBlank(line));
}
