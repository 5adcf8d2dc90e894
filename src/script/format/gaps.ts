// What stands between two parts of a script: one line break, or an empty line.

interface Neighbour {
  kind: 'action' | 'comment' | 'prose' | 'kept';
  text: string;
}

/** `written`: the white space that is between them now. */
export function gapText(before: Neighbour, after: Neighbour, written: string): string {
  // What could not be read may hold its own line breaks.
  if (before.kind === 'kept') return after.kind === 'kept' ? written : written.replace(/[ \t\v\f]+$/, '');
  const lines = (written.match(/\r\n|\r|\n/g) ?? []).length;
  if (lines > 1) return '\n\n';
  // A line that belongs to nothing may look like a param that lost its indentation; nearness tells.
  if (after.kind === 'prose') return '\n';
  // Actions of one line stay together if they are; what takes more room gets an empty line, with the comments above it.
  const isBlock = ({ kind, text }: Neighbour) => kind === 'action' && text.includes('\n');
  const parted = before.kind === 'action' && (isBlock(before) || isBlock(after));
  const aboveNext = before.kind === 'action' && after.kind === 'comment' && isBlock(before);
  return parted || aboveNext ? '\n\n' : '\n';
}
