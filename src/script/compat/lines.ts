// Lines and their edges, as herolib takes them: tabs are four blanks wherever they stand.

const edges = /^[ \n\t\v\f\r]+|[ \n\t\v\f\r]+$/g;

export function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

export function trim(text: string): string {
  return text.replace(edges, '');
}

/** The indentation that all lines share is removed; blank lines become empty. */
export function dedent(text: string): string {
  const lines = splitLines(text).map((line) => (trim(line) === '' ? '' : line.replaceAll('\t', '    ')));
  let shared = 999;
  for (const line of lines) if (line !== '') shared = Math.min(shared, /^ */.exec(line)?.[0].length ?? 0);
  return lines.map((line) => line.slice(shared)).join('\n');
}
