// Rows to text: nothing beyond 100 columns that can be broken, values of several lines on rows of their own, and what
// steers the job behind what the action is about.

import type { Piece, Row } from './rows.ts';

const width = 100;
const indent = '    ';

/** `order`: names of job attributes, without `job.`, in the order they are written in. */
export function layOut(head: string, rows: readonly Row[], order: readonly string[]): string {
  // Which comment speaks of what is decided on the rows as they will stand, or a second time it might be another one.
  const placed = settle(head, jobLast(settle(head, rows), order));
  return placed.map((row, i) => rowText(i === 0 ? head : '', row)).join('\n');
}

/** Cuts rows until each fits on a line; a value of several lines gets a row of its own. */
function settle(head: string, rows: readonly Row[]): Row[] {
  return rows.flatMap(({ pieces, comment }, i) => {
    const settled: Row[] = [];
    let row: Piece[] = [];
    let used = i === 0 ? head.length : 0;
    for (const piece of pieces) {
      const [{ length } = '', ...more] = piece.lines;
      if (used > 0 && (more.length > 0 || used + 1 + length > width)) {
        settled.push({ pieces: row, comment: '' });
        row = [];
        used = 0;
      }
      row.push(piece);
      if (more.length > 0) used = Number.POSITIVE_INFINITY;
      else used += (used === 0 ? indent.length : 1) + length;
    }
    return [...settled, { pieces: row, comment }];
  });
}

/** `head` begins the first one; a comment may have line breaks of its own. */
function rowText(head: string, { pieces, comment }: Row): string {
  const texts = pieces.map(({ lines }) => lines.join('\n'));
  if (comment !== '') texts.push(comment.replace(/\r\n?/g, '\n'));
  return head === '' ? indent + texts.join(' ') : [head, ...texts].join(' ');
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
