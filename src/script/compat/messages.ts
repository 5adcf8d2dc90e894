// What is said of the spellings that herolib reads in another way.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { quote } from '../values/parsed.ts';

type Message = Pick<Diagnostic, 'code' | 'severity' | 'message' | 'help'>;

export const messages = {
  doubleQuotes: (): Message => ({
    code: 'HS0101',
    severity: 'info',
    message: 'the Go reader of HeroScript does not know double quotes',
    help: "write single quotes, with \\' for one inside",
  }),
  actionInString: (): Message => ({
    code: 'HS0102',
    severity: 'warning',
    message: 'a line inside a string begins with !, so herolib executes it',
    help: 'begin the line with something else',
  }),
  endInString: (): Message => ({
    code: 'HS0102',
    severity: 'warning',
    message: 'a line inside a string is not indented, so for herolib the action ends here',
    help: 'indent the lines of the string by 4 spaces',
  }),
  slashes: (): Message => ({
    code: 'HS0103',
    severity: 'warning',
    message: 'herolib cuts an unquoted value at //',
    help: 'put the value in single quotes',
  }),
  blankLines: (): Message => ({
    code: 'HS0104',
    severity: 'info',
    message: 'herolib drops the blank lines of a value',
  }),
  idIsRemoved: (): Message => ({
    code: 'HS0105',
    severity: 'info',
    message: 'herolib removes the param id and numbers the actions itself',
    help: 'call it something else where herolib reads the script too',
  }),
  json: (): Message => ({
    code: 'HS0107',
    severity: 'info',
    message: 'quotes in JSON end the value for herolib',
    help: 'put it into a file and give its path where herolib reads the script too',
  }),
  quotes: (): Message => ({
    code: 'HS0108',
    severity: 'warning',
    message: 'herolib takes all quotes for the same, so one inside ends the value or becomes another',
    help: "inside of single quotes write \\'",
  }),
  comment: (): Message => ({
    code: 'HS0109',
    severity: 'warning',
    message: 'a comment with a quote or a second // takes the params behind it with it in herolib',
    help: 'move the comment above the action, or leave the quote out',
  }),
  edges: (): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: 'herolib drops the white space at the edges of a value',
    help: 'leave it out where herolib reads the script too',
  }),
  tabs: (): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: 'herolib makes four blanks of a tab, inside of a value too',
    help: 'write blanks where herolib reads the script too',
  }),
  textBelow: (key: string): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: `herolib takes only the first word below ${key} for its value`,
    help: 'put the text into quotes, beginning on the line of the key',
  }),
  slashesInText: (): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: 'herolib takes // in a value over several lines for a comment',
    help: 'begin the text on the line below the quote',
  }),
  lineBreaks: (): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: 'herolib makes a line break of <BR>, and of two backslashes before an n',
    help: 'write the lines below one another',
  }),
  backslash: (): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: 'for herolib a backslash before the closing quote keeps it open, however many there are',
    help: 'end the value with something else',
  }),
  blockPlace: (): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: 'herolib knows a block only where its key stands alone on the line',
    help: 'begin a line of its own for the key',
  }),
  blockEnd: (): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: 'herolib ends a block only at a line that is the quote alone',
    help: 'put the quote on a line of its own, and what follows on the next',
  }),
  colonAtEnd: (): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: 'a quoted value that ends in a colon, at the end of a line, begins a block for herolib',
    help: 'put another param behind it',
  }),
  listItems: (): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: 'herolib rewrites the items of a list that are in quotes',
    help: "put the whole list into quotes: l:'a,b c'",
  }),
  listComma: (): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: 'for herolib the list goes on behind its last comma',
    help: 'leave the comma out',
  }),
  otherValue: (key: string, theirs: string): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: `herolib reads ${key} as ${quote(theirs)}`,
    help: 'see docs/compatibility.md for a spelling that both read alike',
  }),
  lost: (key: string): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: `herolib loses ${key}`,
    help: 'see docs/compatibility.md for a spelling that both read alike',
  }),
  surplusParam: (key: string, value: string): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: `herolib reads a param ${key === '' ? 'without a name' : key} with the value ${quote(value)}`,
    help: 'see docs/compatibility.md for a spelling that both read alike',
  }),
  emptyValue: (key: string): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: `herolib takes the next word for the value of ${key}`,
    help: `write ${key}:''`,
  }),
  otherArg: (): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: 'herolib reads this word in another way, or not at all',
    help: 'a word is kept when it has letters, digits, _ . and , only, does not begin with / and stands there once',
  }),
  surplusArg: (arg: string): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: `herolib reads the word ${quote(arg)} here`,
  }),
  otherName: (name: string): Message => ({
    code: 'HS0110',
    severity: 'warning',
    message: `herolib reads its name as ${name}`,
  }),
  hash: (): Message => ({
    code: 'HS0111',
    severity: 'warning',
    message: '# begins no comment in herolib',
    help: 'write // before the comment',
  }),
  markup: (): Message => ({
    code: 'HS0111',
    severity: 'warning',
    message: 'herolib ends a comment of <!-- at the end of its line',
    help: 'write <!-- and --> on each line, or // before it',
  }),
  tripleQuotes: (): Message => ({
    code: 'HS0111',
    severity: 'warning',
    message: 'herolib knows three quotes only around a block',
    help: "write one quote, with \\' for one inside",
  }),
  word: (): Message => ({
    code: 'HS0111',
    severity: 'warning',
    message: 'herolib rejects this word',
    help: 'give it as a param, with a key and in single quotes',
  }),
  list: (): Message => ({
    code: 'HS0111',
    severity: 'warning',
    message: 'herolib rejects quotes in brackets',
    help: "write the list as 'a,b'",
  }),
  rejected: (character: string, hasParams: boolean): Message => ({
    code: 'HS0111',
    severity: 'warning',
    message: `herolib rejects the whole file at ${character === '' ? 'this action' : quote(character)}`,
    ...(hasParams ? { help: 'put values with anything but letters and digits in single quotes' } : {}),
  }),
  notRead: (): Message => ({
    code: 'HS0112',
    severity: 'warning',
    message: 'herolib does not read this action',
  }),
  hiddenByMark: (): Message => ({
    code: 'HS0112',
    severity: 'warning',
    message: 'a byte order mark hides this action from herolib',
    help: 'save the file without it; hero fmt does',
  }),
  onlyThere: (): Message => ({
    code: 'HS0112',
    severity: 'warning',
    message: 'herolib takes this line for an action',
    help: 'begin the line with something else',
  }),
};
