// The lines below an action as the one line that herolib reads params from: comments go before what they stand behind,
// blocks become quoted values with `\\n`. Its quirks are here on purpose: this says what herolib does, not what is right.

import { dedent, splitLines, trim, without } from './lines.ts';

/** `text` has single quotes only; herolib turns the others into these first. */
export function joinLines(text: string): string {
  const pieces: string[] = [];
  let block: { first: string; lines: string } | undefined;
  let comment: string[] | undefined;
  for (const raw of splitLines(text)) {
    const line = raw.replaceAll('\t', '    ');
    const trimmed = trim(line);
    if (block !== undefined) {
      if (isBlockEnd(trimmed)) {
        pieces.push(blockPiece(block.first, block.lines));
        block = undefined;
      } else block.lines += `${line}\n`;
      continue;
    }
    if (comment !== undefined) {
      if (trimmed.startsWith('//') && !trimmed.endsWith('-->')) {
        comment.push(trimmed);
        continue;
      }
      pieces.push(commentPiece(comment));
      comment = undefined;
    }
    if (trimmed === '') continue;
    const split = splitComment(trimmed);
    if (split.alone !== '') comment = [split.alone];
    else {
      if (split.behind !== undefined) pieces.push(`//${split.behind}-/`);
      if (isBlockStart(split.text)) block = { first: split.text, lines: '' };
      else pieces.push(without(split.text, '\n '));
    }
  }
  if (block !== undefined) pieces.push(blockPiece(block.first, block.lines));
  if (comment !== undefined) pieces.push(commentPiece(comment));
  return pieces.join(' ');
}

interface Split {
  text: string;
  /** The comment that is all of the line. */
  alone: string;
  /** The comment that stands behind the text. */
  behind?: string;
}

/** The last `//` of a line begins a comment unless a quote follows it; whether quotes are open is not asked. */
function splitComment(line: string): Split {
  if (line.startsWith('<!--')) return { text: '', alone: trim(line.replaceAll('<!--', '')) };
  const at = line.lastIndexOf('//');
  if (at === -1) return { text: line, alone: '' };
  const comment = line.slice(at + 2);
  if (comment.includes("'")) return { text: line, alone: '' };
  const text = trim(line.slice(0, at));
  return text === '' ? { text: '', alone: comment } : { text, alone: '', behind: comment };
}

function commentPiece(lines: readonly string[]): string {
  return `//${lines.map((line) => without(line, ' <->/\n')).join('\\\\n')}-/`;
}

function isBlockStart(line: string): boolean {
  return /:'(?:'')?$/.test(line.replace(/: {1,7}/g, ':'));
}

function isBlockEnd(line: string): boolean {
  return line === "'" || line === "'''";
}

/** Quotes inside become double ones; a first line that has more than the key is taken into the text. */
function blockPiece(first: string, lines: string): string {
  const text = dedent(lines).replaceAll('\n', '\\\\n').replaceAll("'", '"');
  const colon = first.indexOf(':');
  const rest = trim(first.slice(colon + 1).replace(/^[" ']+/, ''));
  const key = trim(first.slice(0, colon));
  return rest === '' ? `${key}:'${text}'` : `${key}:'${first}\\\\n${text}'`;
}
