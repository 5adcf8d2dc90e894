// The rules of the parser as data, in three kinds of node.

import type { ISerializedGast } from 'chevrotain';
import { HeroParser } from '../../grammar/parser.ts';

export type Node =
  | { kind: 'name'; name: string; isToken: boolean }
  | { kind: 'all' | 'one'; parts: Node[] }
  | { kind: 'repeat'; part: Node; least: 0 | 1; most: 1 | 'many' };

export interface Rule {
  name: string;
  body: Node;
}

/** Outermost first. */
export function parserRules(): Rule[] {
  const rules = new HeroParser().getSerializedGastProductions();
  return rules.toReversed().map((rule) => ({ name: nameOf(rule), body: toNode({ ...rule, type: 'Alternative' }) }));
}

type Part = ISerializedGast & { name?: string; definition?: ISerializedGast[] };

function toNode(gast: ISerializedGast): Node {
  const parts = ((gast as Part).definition ?? []).map(toNode);
  switch (gast.type) {
    case 'Terminal':
      return { kind: 'name', name: nameOf(gast), isToken: true };
    case 'NonTerminal':
      return { kind: 'name', name: nameOf(gast), isToken: false };
    case 'Alternation':
      return { kind: 'one', parts };
    case 'Option':
      return { kind: 'repeat', part: all(parts), least: 0, most: 1 };
    case 'Repetition':
      return { kind: 'repeat', part: all(parts), least: 0, most: 'many' };
    case 'RepetitionMandatory':
      return { kind: 'repeat', part: all(parts), least: 1, most: 'many' };
    case 'Alternative':
      return all(parts);
    default:
      throw new Error(`${gast.type} is not drawn yet`);
  }
}

function all(parts: Node[]): Node {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: 'all', parts };
}

function nameOf(gast: ISerializedGast): string {
  const { name } = gast as Part;
  if (name === undefined) throw new Error(`${gast.type} without a name`);
  return name;
}
