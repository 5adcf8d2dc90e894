// Actions back to HeroScript, in the one form that machines compare: params sorted by key, one blank between them,
// quotes only where a value needs them, a block where it has lines.

import type { Action, ActionType } from './ast.ts';

const marks: Record<ActionType, string> = { dal: '!', sal: '!!', macro: '!!!', wal: '!!!!' };

// Characters that no reader of HeroScript takes for something else.
const plainValue = /^[^\s'"`[\]{}:#,\\/!][^\s'"`:\\]*$/;
const looseComma = /,(?:,|$)/;
const plainArg = /^(?!\/\/)[A-Za-z0-9_.,/~*+@-]+$/;

/** Reading it gives the same type, name, params and args, as long as `canWrite` of each value; no newline at the end. */
export function writeAction(action: Pick<Action, 'type' | 'actor' | 'action' | 'params' | 'args'>): string {
  let text = `${marks[action.type]}${action.actor}.${action.action}`;
  let fresh = false;
  const add = (key: string, value: string, isPlain: boolean): void => {
    const block = !isPlain && /[\r\n]/.test(value);
    text += block || fresh ? '\n    ' : ' ';
    text += key + (isPlain ? value : block ? blockOf(value) : quoted(value));
    fresh = block;
  };
  for (const arg of action.args) add('', arg.text, plainArg.test(arg.text));
  const params = [...action.params].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  for (const { key, value } of params) {
    add(`${key}:`, value.text, plainValue.test(value.text) && !looseComma.test(value.text));
  }
  return text;
}

/** All of them, an empty line between two, a newline at the end. */
export function writeScript(actions: readonly Action[]): string {
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

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return quote + escapeQuotes(text, quote, true) + quote;
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
