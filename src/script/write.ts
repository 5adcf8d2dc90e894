// Actions back to HeroScript, in the one form that machines compare: `id`, `name` and the like first, then the other
// params by key, one blank between them, quotes only where a value needs them, a block where it has lines.

import type { Action, ActionType } from './ast.ts';

const marks: Record<ActionType, string> = { dal: '!', sal: '!!', macro: '!!!', wal: '!!!!' };
const first = ['id', 'cid', 'gid', 'oid', 'name', 'alias'];
const last = ['mtime', 'ctime', 'time'];

// Characters that no reader of HeroScript takes for something else.
const plainValue = /^(?!.*\/\/)[^\s'"`[\]{}:,\\][^\s'"`:\\]*$/;
const looseComma = /,(?:,|$)/;
const plainArg = /^(?!\/\/)[A-Za-z0-9_.,/~*+@-]+$/;

export type WritableAction = Pick<Action, 'type' | 'actor' | 'action' | 'params' | 'args'> &
  Partial<Pick<Action, 'comments'>>;

/**
 * Reading it gives the same type, name, params, args and comments, as long as `canWrite` of each value; no newline at
 * the end. Without `comments` it says what the action means and nothing else.
 */
export function writeAction(action: WritableAction, options: { comments?: boolean } = {}): string {
  const { comments = true } = options;
  const name = `${marks[action.type]}${action.actor}.${action.action}`;
  const writer = new Writer(comments ? commentLines(action.comments ?? '', '') + name : name, comments);
  for (const arg of action.args) writer.add('', arg.text, plainArg.test(arg.text), arg.comment);
  for (const { key, value, comment } of [...action.params].sort(byKey)) {
    writer.add(`${key}:`, value.text, plainValue.test(value.text) && !looseComma.test(value.text), comment);
  }
  return writer.text;
}

/** All of them, an empty line between two, a newline at the end. */
export function writeScript(actions: readonly WritableAction[]): string {
  return actions.map((action) => `${writeAction(action)}\n`).join('\n');
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

class Writer {
  text: string;
  readonly #comments: boolean;
  /** What comes next begins a line. */
  #fresh = false;

  constructor(head: string, comments: boolean) {
    this.text = head;
    this.#comments = comments;
  }

  add(key: string, value: string, isPlain: boolean, comment: string): void {
    const block = !isPlain && /[\r\n]/.test(value);
    const said = this.#comments ? comment : '';
    const above = said.includes('\n');
    if (above) this.text += `\n${commentLines(said, '    ').trimEnd()}`;
    this.text += block || above || this.#fresh ? '\n    ' : ' ';
    this.text += key + (isPlain ? value : block ? blockOf(value) : quoted(value));
    // Slashes at its beginning are the text's own only behind a blank.
    if (said !== '' && !above) this.text += said.startsWith('/') ? ` // ${said}` : ` //${said}`;
    this.#fresh = block || (said !== '' && !above);
  }
}

function commentLines(text: string, indent: string): string {
  if (text === '') return '';
  return text
    .split('\n')
    .map((line) => `${`${indent}// ${line}`.trimEnd()}\n`)
    .join('');
}

function byKey(a: { key: string }, b: { key: string }): number {
  return rank(a.key) - rank(b.key) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

function rank(key: string): number {
  const early = first.indexOf(key);
  return early === -1 ? first.length + 1 + last.indexOf(key) : early;
}

/** In single quotes: the one escape that every reader knows is the backslash before one of them. */
function quoted(text: string): string {
  return `'${escapeQuotes(text, "'", true)}'`;
}

/** Backslashes before a quote, and at the end where the closing quote follows, are doubled; the quote gets one more. */
function escapeQuotes(text: string, quote: string, untilQuote: boolean): string {
  if (!text.includes(quote) && !text.includes('\\')) return text;
  const end = untilQuote ? '|$' : '';
  return text.replace(new RegExp(`(?<!\\\\)(\\\\*)(${quote}${end})`, 'g'), (_, slashes: string, found: string) => {
    return slashes + slashes + (found === '' ? '' : `\\${found}`);
  });
}

function blockOf(text: string): string {
  const quote = ["'", '"', "'''", '"""'].find((candidate) => !text.includes(candidate)) ?? "'";
  const lines = escapeQuotes(text, quote, false).split(/\r\n|\r|\n/);
  return [quote, ...lines.map((line) => (line === '' ? '' : `        ${line}`)), `    ${quote}`].join('\n');
}
