// Actions back to HeroScript, in the one form that machines compare: `id`, `name` and the like first, then the other
// params by key, one blank between them, quotes only where a value needs them, a block where it has lines.

import type { Action, ActionType } from './ast.ts';
import { blockOf, quoted } from './quoting.ts';

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
export function writeAction(
  action: WritableAction,
  options: {
    comments?: boolean;
    /** Params in the order they have. */
    inOrder?: boolean;
  } = {},
): string {
  const { comments = true, inOrder = false } = options;
  const name = `${marks[action.type]}${action.actor}.${action.action}`;
  const writer = new Writer(comments ? commentLines(action.comments ?? '', '') + name : name, comments);
  for (const arg of action.args) writer.add('', arg.text, plainArg.test(arg.text), arg.comment);
  for (const { key, value, comment } of inOrder ? action.params : [...action.params].sort(byKey)) {
    writer.add(`${key}:`, value.text, plainValue.test(value.text) && !looseComma.test(value.text), comment);
  }
  return writer.text;
}

/** All of them, an empty line between two, a newline at the end. */
export function writeScript(actions: readonly WritableAction[]): string {
  return actions.map((action) => `${writeAction(action)}\n`).join('\n');
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
