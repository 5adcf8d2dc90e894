// The rules and tokens as EBNF in the notation of the W3C.

import { lexemes, terms } from '../../grammar/lexical.ts';
import type { Node, Rule } from './rules.ts';

const modes = { text: 'Between actions', body: 'In the body of an action', value: 'After the colon of a key' } as const;

export function ebnf(rules: readonly Rule[]): string {
  const parts = [
    '/* Made by scripts/gen-grammar.ts from grammar/parser.ts and grammar/lexical.ts; do not edit. */',
    rules.map(({ name, body }) => `${name} ::= ${write(body, false)}`).join('\n'),
    ...Object.entries(modes).map(([mode, title]) => {
      const entries = Object.entries(lexemes[mode as keyof typeof modes]);
      return `/* ${title} */\n${entries.map(([name, lexeme]) => written(name, lexeme)).join('\n')}`;
    }),
    `/* What tokens are made of */\n${Object.entries(terms)
      .map(([name, term]) => written(name, term))
      .join('\n')}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function written(name: string, { form, where, skipped }: { form: string; where: string; skipped?: true }): string {
  const note = [skipped ? 'left out of the tree' : '', where].filter((part) => part !== '').join('; ');
  return `${name} ::= ${form}${note === '' ? '' : `  /* ${note} */`}`;
}

function write(node: Node, inner: boolean): string {
  switch (node.kind) {
    case 'name':
      return node.name;
    case 'all':
      return grouped(node.parts.map((part) => write(part, true)).join(' '), inner && node.parts.length > 1);
    case 'one':
      return grouped(node.parts.map((part) => write(part, part.kind === 'one')).join(' | '), inner);
    case 'repeat': {
      const mark = node.most === 1 ? '?' : node.least === 0 ? '*' : '+';
      return write(node.part, true) + mark;
    }
  }
}

function grouped(text: string, brackets: boolean): string {
  return brackets ? `(${text})` : text;
}
