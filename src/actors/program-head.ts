// What a program says of itself in the comment lines of its head: `#: description`, `#: @param id int required …`.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { type ParamSignature, type ParamType, paramTypes } from '../records/signature.ts';
import { type Need, needs } from '../records/words.ts';
import { findChoiceProblem, paramNameProblem, readText } from './params.ts';

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

const headLine = /^[ \t]*(?:#|\/\/|--|;|%):(?:[ \t]+|$)(.*)$/;
const tags = ['@param', '@needs', '@concurrency', '@example'];
const paramForm = '#: @param id int required example=10 id of the machine';

/** Reads the lines that begin with `#:`, `//:`, `--:`, `;:` or `%:`. What is no text says nothing of itself. */
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
  if (source.text.includes('\0')) return head;
  let offset = 0;
  for (const line of source.text.split('\n')) {
    const text = headLine.exec(line.replace(/\r$/, ''))?.[1]?.trim();
    if (text !== undefined) {
      head.isScript = true;
      const start = offset + line.indexOf(text, line.indexOf(':') + 1);
      readLine(head, text, (message, help) => {
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
  if (text === '') return;
  if (!text.startsWith('@')) {
    head.description = head.description === '' ? text : `${head.description} ${text}`;
    return;
  }
  const [tag = '', ...words] = text.split(/\s+/);
  switch (tag) {
    case '@param':
      readParam(head, words, complain);
      return;
    case '@needs': {
      const need = needs.find((word) => word === words[0]);
      if (need === undefined) complain(`@needs is one of ${needs.join(', ')}`, 'write is the default');
      else head.needs = need;
      return;
    }
    case '@concurrency': {
      const count = Number(words[0]);
      if (Number.isInteger(count) && count > 0) head.concurrency = count;
      else complain('@concurrency is a whole number from 1', 'it is how many jobs of the actor run at a time');
      return;
    }
    case '@example':
      head.examples.push(text.slice(tag.length).trim());
      return;
    default:
      complain(`there is no ${tag}`, didYouMean(tag, tags) ?? `there are ${tags.join(', ')}`);
  }
}

/** `id int required example=10 the id of the machine` */
function readParam(head: ProgramHead, words: string[], complain: Complain): void {
  const [name = '', type = '', ...rest] = words;
  const nameProblem = name === '' ? '@param is followed by the name of a param' : paramNameProblem(name);
  if (nameProblem !== undefined) {
    complain(nameProblem, paramForm);
    return;
  }
  if (head.params.some((param) => param.name === name)) {
    complain(`the param ${name} is described twice`, 'remove one of the lines');
    return;
  }
  const known: ParamType | undefined = paramTypes.find((word) => word === type);
  if (known === undefined) {
    const what = type === '' ? `the param ${name} has no type` : `${type} is no type of a param`;
    complain(what, didYouMean(type, paramTypes) ?? `there are ${paramTypes.join(', ')}`);
    return;
  }
  const param: ParamSignature = { name, type: known, required: false, description: '' };
  param.description = readFacts(param, rest.join(' '));
  if (param.required && param.default !== undefined) {
    complain(`the param ${name} is required and has a default`, 'a param with a default can be left out');
    return;
  }
  for (const value of [param.default, param.example]) {
    if (value === undefined) continue;
    const read = readText(known, value);
    const problem = findChoiceProblem(param, value)?.message ?? (read.ok ? undefined : read.message);
    if (problem !== undefined) complain(`a value of the param ${name} does not fit: ${problem}`, paramForm);
  }
  head.params.push(param);
}

const fact = /^(?:(required|secret|takes_secrets|raw)|(default|example|enum)=(?:"([^"]*)"|'([^']*)'|(\S*)))(?:\s+|$)/;

/** Takes `required`, `secret` and the like, `default=`, `example=` and `enum=` off the text; what is left is the description. */
function readFacts(param: ParamSignature, text: string): string {
  const match = fact.exec(text);
  if (match === null) return text;
  const [whole, flag, key, ...values] = match;
  const value = values.find((one) => one !== undefined) ?? '';
  if (flag === 'required') param.required = true;
  else if (flag === 'secret') param.secret = true;
  else if (flag === 'takes_secrets') param.takes_secrets = true;
  else if (flag === 'raw') param.raw = true;
  else if (key === 'enum') param.enum = value.split(',').map((one) => one.trim());
  else if (key === 'default') param.default = value;
  else param.example = value;
  return readFacts(param, text.slice(whole.length));
}
