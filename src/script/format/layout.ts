// Rows to text: nothing beyond 100 columns that can be broken, values of several lines on rows of their own, and what
// steers the job behind what the action is about.

import type { Piece, Row } from './rows.ts';

const width = 100;
const indent = '    ';

/** `order`: names of job attributes, without `job.`, in the order they are written in. */
export function layOut(head: string, rows: readonly Row[], order: readonly string[]): string {
  const [first = { pieces: [], comment: '' }, ...body] = jobLast(rows, order);
  const lines = rowLines(head, first);
  for (const row of body) lines.push(...rowLines('', row));
  return lines.join('\n');
}

/** The lines of a row; `head` begins the first one. */
function rowLines(head: string, row: Row): string[] {
  const lines: string[] = [];
  let line = head;
  const flush = () => {
    if (line !== '') lines.push(line);
    line = '';
  };
  for (const {
    lines: [first = '', ...more],
  } of row.pieces) {
    if (line !== '' && (more.length > 0 || line.length + 1 + first.length > width)) flush();
    line = line === '' ? indent + first : `${line} ${first}`;
    if (more.length === 0) continue;
    flush();
    lines.push(...more);
    line = lines.pop() ?? '';
    flush();
  }
  if (row.comment === '') {
    flush();
    return lines;
  }
  const [opening = '', ...more] = row.comment.split(/\r\n|\r|\n/);
  // It belongs to what it stands behind, be that the last line of a block.
  if (line === '' && row.pieces.length > 0) line = lines.pop() ?? '';
  lines.push(line === '' ? indent + opening : `${line} ${opening}`, ...more);
  return lines;
}

/** Attributes of the job go to the end; on a row of their own unless the action is a single line. */
function jobLast(rows: readonly Row[], order: readonly string[]): Row[] {
  const isJob = ({ key }: Piece) => key.startsWith('job.');
  const all = rows.flatMap(({ pieces }) => pieces);
  if (!all.some(isJob)) return [...rows];
  // Comments belong to their neighbours; where they speak of an attribute, everything stays where it is.
  const spoken = rows.some(
    ({ pieces, comment }, i) =>
      (comment !== '' && pieces.some(isJob)) ||
      (comment !== '' && pieces.length === 0 && (rows[i + 1]?.pieces ?? []).some(isJob)),
  );
  if (spoken) return [...rows];
  const job = all.filter(isJob).toSorted((a, b) => rankOf(a, order) - rankOf(b, order));
  const rest = rows.map(({ pieces, comment }) => ({ pieces: pieces.filter((piece) => !isJob(piece)), comment }));
  const [head, ...body] = rest;
  const kept = body.filter(({ pieces, comment }) => pieces.length > 0 || comment !== '');
  if (head === undefined) return kept;
  const single = kept.length === 0 && head.comment === '' && all.every(({ lines }) => lines.length === 1);
  if (single && rows.length === 1) return [{ pieces: [...head.pieces, ...job], comment: '' }];
  // A comment at the end belongs to nothing, and must not come to belong to the attributes.
  let at = kept.length;
  while (at > 0 && kept[at - 1]?.pieces.length === 0) at -= 1;
  return [head, ...kept.slice(0, at), { pieces: job, comment: '' }, ...kept.slice(at)];
}

function rankOf({ key }: Piece, order: readonly string[]): number {
  const index = order.indexOf(key.slice('job.'.length));
  return index === -1 ? order.length : index;
}
