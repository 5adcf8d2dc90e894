// What a program says of itself in the comment lines of its head: `#: description`, `#: @param id int required …`.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { type Need, needs } from '../records/service.ts';
import { type ParamSignature, type ParamType, paramTypes } from '../records/signature.ts';

export interface ProgramHead {
  description: string;
  needs: Need;
  params: ParamSignature[];
  /** It names no params, so any are accepted. */
  open: boolean;
  concurrency?: number;
  examples: string[];
  /** It begins with `#!` or has a head, so it is meant to be run. */
  isScript: boolean;
  diagnostics: Diagnostic[];
}

const headLine = /^(?:#|\/\/|--|;|%):[ \t]?(.*)$/;
const tags = ['@param', '@needs', '@concurrency', '@example'];

/** Reads the lines that begin with `#:`, `//:`, `--:`, `;:` or `%:` anywhere in the text. */
export function readHead(source: Source): ProgramHead {
  const head: ProgramHead = {
    description: '',
    needs: 'write',
    params: [],
    open: true,
    examples: [],
    isScript: source.text.startsWith('#!'),
    diagnostics: [],
  };
  let offset = 0;
  for (const line of source.text.split('\n')) {
    const text = headLine.exec(line)?.[1]?.trim();
    if (text !== undefined && text !== '') {
      head.isScript = true;
      readLine(head, text, (message, help) => {
        const start = offset + line.indexOf(text);
        const span = { source, start, end: start + text.length };
        head.diagnostics.push({ code: 'HS0605', severity: 'error', message, span, help });
      });
    }
    offset += line.length + 1;
  }
  head.open = head.params.length === 0;
  return head;
}

type Complain = (message: string, help: string) => void;

function readLine(head: ProgramHead, text: string, complain: Complain): void {
  if (!text.startsWith('@')) {
    head.description = head.description === '' ? text : `${head.description} ${text}`;
    return;
  }
  const [tag = '', ...words] = text.split(/\s+/);
  if (tag === '@param') readParam(head, words, complain);
  else if (tag === '@needs') {
    const need = needs.find((word) => word === words[0]);
    if (need === undefined) complain(`@needs is one of ${needs.join(', ')}`, 'write is the default');
    else head.needs = need;
  } else if (tag === '@concurrency') {
    const count = Number(words[0]);
    if (Number.isInteger(count) && count > 0) head.concurrency = count;
    else complain('@concurrency is a whole number from 1', 'it limits how many jobs of the actor run at a time');
  } else if (tag === '@example') head.examples.push(words.join(' '));
  else complain(`there is no ${tag}`, didYouMean(tag, tags) ?? `there are ${tags.join(', ')}`);
}

/** `id int required example=10 the id of the machine` */
function readParam(head: ProgramHead, words: string[], complain: Complain): void {
  const [name = '', type = '', ...rest] = words;
  if (!/^[a-z0-9_][a-z0-9_.]*$/.test(name)) {
    complain('@param begins with a name', '#: @param id int required the id of the machine');
    return;
  }
  const known: ParamType | undefined = paramTypes.find((word) => word === type);
  if (known === undefined) {
    complain(`'${type}' is no type of a param`, didYouMean(type, paramTypes) ?? `there are ${paramTypes.join(', ')}`);
    return;
  }
  const param: ParamSignature = { name, type: known, required: false, description: '' };
  let word = rest.shift();
  for (; word !== undefined; word = rest.shift()) {
    const [key, value] = word.split(/=(.*)/s);
    if (word === 'required') param.required = true;
    else if (word === 'secret') param.secret = true;
    else if (key === 'default' && value !== undefined) param.default = value;
    else if (key === 'example' && value !== undefined) param.example = value;
    else if (key === 'enum' && value !== undefined) param.enum = value.split(',');
    else break;
  }
  param.description = [word ?? [], rest].flat().join(' ');
  head.params.push(param);
}
