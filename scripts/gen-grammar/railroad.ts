// The rules as railroad diagrams, and the tokens as tables: one page without scripts or anything from elsewhere.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { lexemes } from '../../grammar/lexical.ts';
import type { Node, Rule } from './rules.ts';

/** The library has no types of its own; these are its functions that are used here. */
interface Railroad {
  Diagram(...items: unknown[]): { toString(): string };
  Sequence(...items: unknown[]): unknown;
  Choice(normal: number, ...items: unknown[]): unknown;
  Optional(item: unknown): unknown;
  ZeroOrMore(item: unknown): unknown;
  OneOrMore(item: unknown): unknown;
  Terminal(text: string, link?: string): unknown;
  NonTerminal(text: string, link?: string): unknown;
}

const require = createRequire(import.meta.url);
const rr = require('railroad-diagrams') as Railroad;
const css = readFileSync(require.resolve('railroad-diagrams/railroad-diagrams.css'), 'utf8');
const titles = { text: 'Tokens between actions', body: 'Tokens in a body', value: 'Tokens of a value' } as const;

export function railroadPage(rules: readonly Rule[]): string {
  return `<!doctype html>
<!-- Made by scripts/gen-grammar.ts from grammar/parser.ts and grammar/lexical.ts; do not edit. -->
<html lang="en">
<meta charset="utf-8">
<title>HeroScript as railroad diagrams</title>
<style>
${css.trim()}
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222; }
svg.railroad-diagram { background: none; max-width: 100%; height: auto; }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid #ddd; padding: .3rem .8rem .3rem 0; vertical-align: top; }
td:first-child { white-space: nowrap; font-weight: 600; }
code { font-size: .9em; }
</style>
<h1>HeroScript</h1>
<p>Follow a line from left to right. Rounded boxes are tokens, square ones are other diagrams.</p>
${rules.map(diagram).join('\n')}
${(Object.keys(titles) as (keyof typeof titles)[]).map(table).join('\n')}
</html>
`;
}

function diagram({ name, body }: Rule): string {
  return `<h2 id="${name}">${name}</h2>\n${rr.Diagram(draw(body)).toString().trim()}`;
}

function draw(node: Node): unknown {
  switch (node.kind) {
    case 'name':
      return node.isToken ? rr.Terminal(node.name, `#${node.name}`) : rr.NonTerminal(node.name, `#${node.name}`);
    case 'all':
      return rr.Sequence(...node.parts.map(draw));
    case 'one':
      return rr.Choice(0, ...node.parts.map(draw));
    case 'repeat':
      if (node.most === 1) return rr.Optional(draw(node.part));
      return node.least === 0 ? rr.ZeroOrMore(draw(node.part)) : rr.OneOrMore(draw(node.part));
  }
}

function table(mode: keyof typeof titles): string {
  const rows = Object.entries(lexemes[mode]).map(
    ([name, { form, where }]) =>
      `<tr id="${name}"><td>${name}</td><td><code>${escaped(form)}</code></td><td>${escaped(where)}</td></tr>`,
  );
  return `<h2>${titles[mode]}</h2>\n<table>\n${rows.join('\n')}\n</table>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
