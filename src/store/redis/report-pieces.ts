// Log lines in pieces, so that no call takes long, also when many jobs write much.

import type { Report } from '../parts/work.ts';

/** What of a report one call takes. */
export interface ReportPiece extends Report {
  /** Lines before these that are not worth sending, as none of them would be kept; they count all the same. */
  skipped: number;
}

const most = { lines: 150, chars: 128 * 1024 };

/** `kept`: how many lines of a job the store keeps. Each piece is for one call; there is at least one. */
export function piecesOf(reports: readonly Report[], kept: number): ReportPiece[][] {
  let piece: ReportPiece[] = [];
  const pieces = [piece];
  let [lines, chars] = [0, 0];
  for (const report of reports) {
    const all = report.lines ?? [];
    const skipped = Math.max(0, all.length - kept);
    let part: ReportPiece = { ...report, lines: [], skipped };
    piece.push(part);
    for (const line of all.slice(skipped)) {
      if (lines > 0 && (lines === most.lines || chars + line.text.length > most.chars)) {
        part = { guid: report.guid, fence: report.fence, lines: [], skipped: 0 };
        piece = [part];
        pieces.push(piece);
        [lines, chars] = [0, 0];
      }
      part.lines?.push(line);
      lines += 1;
      chars += line.text.length;
    }
  }
  return pieces;
}
