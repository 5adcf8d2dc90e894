// `hero parse`: the actions of scripts as they were read, includes in place.

import { columnWidth } from '../../diagnostics/visible.ts';
import { plural } from '../../print/format.ts';
import type { Look } from '../../print/style.ts';
import { type Cell, fillTo, layLine } from '../../print/table.ts';
import type { Action, ActionType, LoadedScript, Value } from '../../script/ast.ts';
import type { Screens } from './view.ts';

type HashOf = (action: Action) => string;

const marks: Record<ActionType, string> = { dal: '!', sal: '!!', macro: '!!!', wal: '!!!!' };

/** With `hashOf` each action is followed by its hash. */
export function parseView(scripts: readonly LoadedScript[], { stdout }: Screens, hashOf?: HashOf): void {
  const { look } = stdout;
  // What was read is shown to the last character.
  const width = Number.POSITIVE_INFINITY;
  const lines = scripts.flatMap((script, i) => [
    ...(i === 0 ? [] : ['']),
    ...scriptLines(script, look, width, '', hashOf),
  ]);
  if (lines.length > 0) stdout.write(`${lines.join('\n')}\n`);
}

function scriptLines(
  { script, items }: LoadedScript,
  look: Look,
  width: number,
  indent: string,
  hashOf?: HashOf,
): string[] {
  const { source } = script;
  const all = plural(script.actions.length, 'action');
  const count = items.length < script.actions.length ? `${items.length} of ${all}` : all;
  const head: Cell[] = [
    indent,
    { text: source.name, paint: look.style.strong },
    { text: `  ${count}`, paint: look.style.dim },
  ];
  const lines = [layLine(head, width, look)];
  const lineOf = (action: Action): number => source.positionAt(action.span.start).line;
  const gutter = Math.max(2, ...items.map(({ action }) => String(lineOf(action)).length));
  for (const item of items) {
    const number = String(lineOf(item.action)).padStart(gutter);
    lines.push(...actionLines(item.action, `${indent}${number}`, look, width, hashOf));
    if (item.kind !== 'include') continue;
    for (const inner of item.scripts) lines.push(...scriptLines(inner, look, width, `${indent}    `, hashOf));
  }
  return lines;
}

function actionLines(action: Action, number: string, look: Look, width: number, hashOf?: HashOf): string[] {
  const { dim, running } = look.style;
  const head: Cell[] = [
    { text: `${number}  `, paint: dim },
    { text: `${marks[action.type]}${action.actor}.${action.action}`, paint: running },
    { text: hashOf === undefined ? '' : `  ${hashOf(action)}`, paint: dim },
  ];
  const lines = [layLine(head, width, look)];
  const margin = ' '.repeat(number.length + 6);
  const column = action.params.reduce((most, { key }) => Math.max(most, columnWidth(key)), 0);
  for (const { key, value } of action.params) {
    const texts = valueLines(value, look);
    for (const [i, text] of texts.entries()) {
      const name = fillTo(i === 0 ? key : '', column, look);
      const form = i === 0 && value.form !== 'bare' && value.form !== 'empty' ? `  ${value.form}` : '';
      lines.push(layLine([margin, `${name}  `, text, { text: form, paint: dim }], width, look).trimEnd());
    }
  }
  for (const { text } of action.args) {
    lines.push(layLine([margin, text, { text: '  argument', paint: dim }], width, look));
  }
  return lines;
}

function valueLines({ text }: Value, look: Look): string[] {
  if (text === '') return ["''"];
  const lines = text.split('\n');
  return lines.length === 1 ? lines : lines.map((line) => `${look.glyphs.bar} ${line}`);
}
