// What is said of each mistake in a text: the code, one clause, one hint. Places are added by who finds the mistake.

import { codes, type DiagnosticCode } from '../src/diagnostics/codes.ts';
import type { Severity } from '../src/diagnostics/diagnostic.ts';

export interface Message {
  code: DiagnosticCode;
  severity: Severity;
  message: string;
  label?: string;
  help?: string;
}

function say(code: DiagnosticCode, message: string, more: { label?: string; help?: string } = {}): Message {
  return { code, severity: codes[code].severity, message, ...more };
}

/** A character as a person can recognise it, even if it cannot be seen. */
function showCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (/^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character)) return character;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * What to write for a word that is nearly something else; undefined: it is text that lacks quotes. `before` is the word
 * before it on its line, '' if there is none.
 */
export function helpForWord(word: string, character: string, before: string): string | undefined {
  const assigned = /^([A-Za-z0-9_.]+)=(['"]?)/.exec(word);
  if (assigned !== null)
    return `write ${assigned[2] === '' ? word.replace('=', ':') : `${assigned[1]}:`} if it is a parameter`;
  if (word === '=' && before !== '') return `write ${before}: if it is a parameter`;
  if (/^(?:\\+|[(){}[\];])$/.test(word)) return 'leave it out, indented lines below belong to the action';
  if (/[“”„‟‘’‚‛«»]/.test(character)) return 'write a straight quote: \' or "';
  if (character === '：') return 'write : in its place';
  return /\s/.test(character) ? 'write a blank from the keyboard in its place' : undefined;
}

export const messages = {
  stringNeverClosed: (quote: string, backslash: boolean) =>
    say('HS0001', 'string is never closed', {
      label: 'opened here',
      help: backslash
        ? `a backslash before ${quote} keeps it from closing, write \\\\${quote}`
        : `close it with ${quote}, or write \\${quote} for one inside the text`,
    }),
  closedOtherwise: (quote: string, other: string) =>
    say('HS0001', `string begins with ${quote} and is closed with ${other}`, {
      label: 'opened here',
      help: `close it with ${quote}`,
    }),
  closedTooClose: (quote: string) =>
    say('HS0001', 'string is never closed', {
      label: 'opened here',
      help: `a block ends at a line with ${quote} alone, or with ${quote} and white space behind it`,
    }),
  paramNotIndented: (name: string) =>
    say('HS0002', 'parameter is not indented, so it belongs to no action', {
      help: `indent it by 4 spaces to attach it to ${name}`,
    }),
  paramAfterComment: (name: string) =>
    say('HS0002', 'parameter after a comment at column 0, which ends the action above', {
      help: `indent the comment to keep the parameter in ${name}`,
    }),
  oddIndentation: (name: string, character: string) =>
    say('HS0002', `parameter is indented with ${showCharacter(character)}, so it belongs to no action`, {
      help: `indent it by 4 blanks from the keyboard to attach it to ${name}`,
    }),
  tooManyParts: (name: string) =>
    say('HS0003', `${name} has more than two parts`, { help: 'a name is actor.action, join the rest with _' }),
  illegalKey: (key: string, character: string, fixed: string) =>
    say('HS0004', `${showCharacter(character)} is not allowed in the name of a parameter`, {
      help: fixed === '' ? `put the word in quotes if it is an argument: '${key}:…'` : `write ${fixed}:`,
    }),
  emptyKey: () =>
    say('HS0004', 'parameter has no name', {
      help: 'write name:value, or put the word in quotes if it is an argument',
    }),
  illegalArg: (character: string, help: string) =>
    say('HS0004', `${showCharacter(character)} is not allowed in an argument`, { help }),
  tooManyMarks: (count: number) =>
    say('HS0005', `${count} exclamation marks begin no action`, {
      help: 'use one to four: ! dal, !! sal, !!! macro, !!!! wal',
    }),
  indentedByOne: () =>
    say('HS0006', 'indented by one column only', { help: 'indent by 4 spaces, other tools need at least 2' }),
  singleMarkInMarkdown: (name: string) =>
    say('HS0007', 'single exclamation mark in markdown is read as prose', { help: `write !!${name} for an action` }),
  marksWithoutName: () =>
    say('HS0007', 'exclamation marks without a name are read as prose', {
      help: 'write the name right behind them for an action',
    }),
  duplicateKey: (key: string) => say('HS0008', `${key} is given twice`, { help: 'remove one of them' }),
  afterQuote: (quote: string) =>
    say('HS0009', 'text after a closing quote', {
      help: `write \\${quote} for a quote inside the text, or put white space behind the closing one`,
    }),
  quotedKey: (key: string) => say('HS0009', 'the name of a parameter is in quotes', { help: `write ${key}:` }),
  notText: (what: string) => say('HS0010', `not a text file, it has ${what}`, { help: 'save it as UTF-8 text' }),
  belongsToNothing: (lines: number, isLikeAction: boolean) =>
    say('HS0011', lines === 1 ? 'line belongs to no action' : `these ${lines} lines belong to no action`, {
      help: isLikeAction
        ? 'begin it with !! if it is an action, with // if it is a comment'
        : 'begin it with // if it is a comment',
    }),
  blankBeforeColon: (key: string) => say('HS0012', 'blank before the colon', { help: `write ${key}:` }),
  backtick: () => say('HS0013', 'value starts with a backtick', { help: 'put it in quotes' }),
  lastComma: () => say('HS0014', 'list ends with a comma', { help: 'remove the comma' }),
  missingName: (marks: string) =>
    say('HS0015', 'action has no name', { help: `write it right behind the exclamation marks: ${marks}actor.action` }),
  illegalName: (character: string, fixed: string, more: boolean) =>
    say('HS0015', `${showCharacter(character)} is not allowed in the name of an action`, {
      help: fixed === '' ? 'use letters, digits and _' : more ? `write ${fixed} name:value` : `write ${fixed}`,
    }),
  blankInName: (character: string) =>
    say('HS0015', `${showCharacter(character)} is not allowed in the name of an action`, {
      help: /[/#]/.test(character)
        ? 'write a blank before the comment'
        : 'write a blank from the keyboard in its place',
    }),
  otherDotInName: (character: string, fixed: string) =>
    say('HS0015', `actor and action are separated by a dot, not by a ${character === ':' ? 'colon' : 'slash'}`, {
      help: `write ${fixed}`,
    }),
  emptyPart: (fixed: string) =>
    say('HS0015', 'actor or action is missing beside the dot', {
      help: fixed === '' ? 'write actor.action' : `write ${fixed} with both parts, or without the dot`,
    }),
  longName: (max: number) => say('HS0016', `name is longer than ${max} characters`, { help: 'use a shorter one' }),
  longScript: (bytes: number, max: number) =>
    say('HS0016', `script has ${bytes} bytes, more than ${max}`, { help: 'split it into several files' }),
  longLayout: (bytes: number, max: number) =>
    say('HS0016', `laid out, the script would have ${bytes} bytes, more than ${max}`, {
      help: 'split it into several files',
    }),
  longFile: (max: number) =>
    say('HS0016', `script has more than ${max} bytes`, { help: 'split it into several files' }),
  manyActionsInAll: (max: number) =>
    say('HS0016', `scripts and their includes have more than ${max} actions`, { help: 'run them one after the other' }),
  manyActions: (max: number) =>
    say('HS0016', `script has more than ${max} actions`, { help: 'split it into several files' }),
  manyParams: (max: number) =>
    say('HS0016', `action has more than ${max} parameters`, { help: 'split it, or put the data into one value' }),
  manyArgs: (max: number) =>
    say('HS0016', `action has more than ${max} arguments`, { help: 'split it, or put the data into one value' }),
  longValue: (bytes: number, max: number) =>
    say('HS0016', `value has ${bytes} bytes, more than ${max}`, { help: 'keep the data in a file and pass its path' }),
  bracketNeverClosed: (bracket: string, close: string) =>
    say('HS0017', `${bracket} is never closed`, {
      label: 'opened here',
      help: `close it with ${close}, or quote the value`,
    }),
  commentNeverClosed: () =>
    say('HS0018', 'comment is never closed', { label: 'opened here', help: 'close it with -->' }),
  manyDots: (key: string) =>
    say('HS0106', `${key} has more than one dot`, { help: 'use one dot at most, other tools rewrite the rest' }),
  unexpected: (found: string) => say('HS0011', `${found} does not belong here`, { help: 'put it in quotes' }),
};
