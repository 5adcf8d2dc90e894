// Text to a script: always one, partial if need be, with all that is wrong with it.

import { isAction, parseAction, parseText } from '../../grammar/parser.ts';
import type { Source } from '../diagnostics/source.ts';
import type { Script } from './ast.ts';
import { addTree, lastOffset } from './build.ts';
import { ScriptBuilder } from './builder.ts';
import type { ParseOptions } from './options.ts';
import { endOf } from './report.ts';
import { type Grammar, type Reach, readScript, scanScript } from './scan.ts';

/** Never throws; diagnostics in the order of the text. A text over the limit is not read at all. */
export function parseScript(source: Source, options: ParseOptions = {}): Script {
  return scanScript(source, options, grammar);
}

/** The same, with the grammar alone. */
export function parseByGrammar(source: Source, options: ParseOptions = {}): Script {
  return readScript(source, options, (reach) => readTrees(source, reach));
}

const grammar: Grammar = {
  readAll: readTrees,
  readAction(builder, at) {
    const { action, narrow, errors, end } = parseAction(at);
    addTree(builder, action, narrow[0], errors);
    return end;
  },
};

function readTrees(source: Source, { markdown, maxActions }: Reach): Script {
  const parsed = parseText(source.text, markdown);
  const builder = new ScriptBuilder(source, markdown, maxActions);
  let next = 0;
  for (const section of parsed.sections) {
    if (!isAction(section)) {
      builder.between.add(section.tokenType.name, section.startOffset, endOf(section));
      continue;
    }
    const [head] = section.children.head;
    if (head === undefined) continue;
    if (builder.isFull(head.startOffset, endOf(head))) break;
    const end = lastOffset(section, head);
    const first = parsed.narrow[next];
    addTree(builder, section, first !== undefined && first < end ? first : undefined, parsed.errors.splice(0));
    while ((parsed.narrow[next] ?? end) < end) next += 1;
  }
  return builder.finish();
}
