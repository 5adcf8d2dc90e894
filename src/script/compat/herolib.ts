// A whole text as herolib reads it: which actions, with which params. One action it rejects makes it reject the file;
// here the others are read all the same, so that each can be told.

import type { ActionType } from '../ast.ts';
import { type HerolibParams, readHerolibParams } from './herolib-params.ts';
import { dedent, splitLines, trim } from './lines.ts';

export interface HerolibAction {
  /** Of its first line, from 1. */
  line: number;
  type: ActionType;
  actor: string;
  action: string;
  comments: string;
  read: HerolibParams;
}

export interface HerolibRejection {
  line: number;
  /** Why: too many marks, too many parts of a name, or a character that may not stand between params. */
  rejected: 'marks' | 'parts' | 'character';
  character?: string;
}

const types: readonly (ActionType | undefined)[] = [undefined, 'dal', 'sal', 'macro', 'wal'];

export function readAsHerolib(text: string): (HerolibAction | HerolibRejection)[] {
  const actions: (HerolibAction | HerolibRejection)[] = [];
  let open: { head: string; line: number; comments: string; params: string[] } | undefined;
  let comments: string[] = [];
  let commenting = false;
  const close = (): void => {
    if (open !== undefined) actions.push(readAction(open.head, open.line, open.comments, open.params.join('\n')));
    open = undefined;
  };
  for (const [index, raw] of splitLines(dedent(text)).entries()) {
    const line = raw.replaceAll('\t', '    ');
    const trimmed = trim(line);
    if (trimmed === '') continue;
    if (open !== undefined) {
      if (line.startsWith('  ') && !trimmed.startsWith('!')) {
        open.params.push(line);
        continue;
      }
      close();
      comments = [];
    }
    if (trimmed.startsWith('!') && !trimmed.startsWith('![')) {
      const blank = trimmed.indexOf(' ');
      const head = blank === -1 ? trimmed : trimmed.slice(0, blank);
      const params = blank === -1 ? [] : [trim(trimmed.slice(blank + 1))];
      open = { head, line: index + 1, comments: comments.join('\n'), params };
      comments = [];
      commenting = false;
    } else if (line.startsWith('//')) {
      comments.push(trimmed.replace(/^[/ ]+/, ''));
      commenting = true;
    } else if (commenting) {
      comments = [];
      commenting = false;
    }
  }
  close();
  return actions;
}

function readAction(head: string, line: number, comments: string, params: string): HerolibAction | HerolibRejection {
  const name = head.replace(/^!+/, '');
  const type = types[head.length - name.length];
  if (type === undefined) return { line, rejected: 'marks' };
  const parts = name.split('.');
  if (parts.length > 2) return { line, rejected: 'parts' };
  const [first = '', second] = parts;
  const [actor, action] =
    second === undefined ? ['core', herolibName(first)] : [herolibName(first), herolibName(second)];
  const read = readHerolibParams(params);
  if ('rejected' in read) return { line, rejected: 'character', character: read.rejected };
  // Whatever it is, herolib gives it a number of its own.
  read.params.delete('id');
  return { line, type, actor, action, comments, read };
}

/** Lower case; runs of `_` become one only where they are written as such, and what is no letter or digit is dropped. */
export function herolibName(text: string): string {
  const [name = ''] = trim(text.toLowerCase()).split('#');
  const dot = name.length < 3 ? -1 : name.lastIndexOf('.');
  const hasExtension = dot > 0 && dot + 1 < name.length && !name.slice(dot).includes('/') && name[dot - 1] !== '/';
  const stem = hasExtension ? name.slice(0, dot) : name;
  let out = '';
  let previous = '';
  for (const character of stem) {
    const joins = '-;:. '.includes(character);
    if (!joins && !/[a-z0-9_]/.test(character)) continue;
    if (/[a-z0-9]/.test(character)) out += character;
    else if (previous !== '_') out += '_';
    previous = character;
  }
  return hasExtension ? out + name.slice(dot) : out;
}
