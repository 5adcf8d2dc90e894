// Lines and their edges, as herolib takes them: tabs are four blanks wherever they stand.

const blanks = ' \n\t\v\f\r';

export function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

export function trim(text: string): string {
  return without(text, blanks);
}

/** Without these characters at both edges. A pattern would look at each run of them inside again and again. */
export function without(text: string, characters: string): string {
  let start = 0;
  while (start < text.length && characters.includes(text[start] ?? '')) start += 1;
  return withoutEnd(text.slice(start), characters);
}

/** The same, at the end only. */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}

/** The indentation that all lines share is removed; blank lines become empty. */
export function dedent(text: string): string {
  const lines = splitLines(text).map((line) => (trim(line) === '' ? '' : line.replaceAll('\t', '    ')));
  let shared = 999;
  for (const line of lines) if (line !== '') shared = Math.min(shared, /^ */.exec(line)?.[0].length ?? 0);
  return lines.map((line) => line.slice(shared)).join('\n');
}
