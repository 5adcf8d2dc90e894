// From the concrete tree of an action to its meaning: what it has, where its comments belong, and what is wrong with it.

import { hasLineBreak } from '../../grammar/lines.ts';
import { messages } from '../../grammar/messages.ts';
import type { ActionNode, Parsed, Token } from '../../grammar/parser.ts';
import type { Edit } from '../diagnostics/diagnostic.ts';
import type { ScriptBuilder } from './builder.ts';
import { Items } from './items.ts';
import { readName } from './names.ts';
import type { ReadAction } from './nodes.ts';
import { endOf, report, reportOpenComment } from './report.ts';
import { commentText } from './text.ts';

/** `narrow` and `errors` are those of this action. */
export function addTree(
  builder: ScriptBuilder,
  node: ActionNode,
  narrow: number | undefined,
  errors: Parsed['errors'],
): void {
  const [head] = node.children.head;
  if (head === undefined) return;
  const { building, between, actions } = builder;
  const comments = between.takeComments();
  const errorsBefore = building.errors;
  const action = buildAction(builder, node, head);
  if (action !== undefined) {
    action.comments = comments;
    actions.push(action);
  }
  between.afterAction(head.startOffset, endOf(head), lastOffset(node, head));
  if (narrow !== undefined) {
    const { text } = building.source;
    const body = [endOf(head), lastOffset(node, head)] as const;
    // Beside a mistake, or with a line at column 0, where something ends may be another place afterwards.
    const safe = building.errors === errorsBefore && !/[\r\n][^ \t\r\n]/.test(text.slice(...body));
    const fixes = [{ title: 'indent deeper', safe, edits: indentBody(text, ...body) }];
    report(building, narrow, indentEnd(text, narrow), messages.indentedByOne(), { fixes });
  }
  for (const { token } of errors) {
    if (Number.isNaN(token.startOffset)) continue;
    report(building, token.startOffset, endOf(token), messages.unexpected(token.image));
  }
}

function indentEnd(text: string, lineStart: number): number {
  let end = lineStart;
  while (text.charAt(end) === ' ' || text.charAt(end) === '\t') end += 1;
  return end;
}

/** All lines alike, those of values too: how deep a line is beside others can decide what it belongs to. */
function indentBody(text: string, from: number, to: number): Edit[] {
  const lines = text.slice(from, to).matchAll(/(?:\r\n?|\n)(?=[^\r\n])/g);
  return Array.from(lines, ({ 0: lineBreak, index }) => {
    const at = from + index + lineBreak.length;
    return { start: at, end: at, text: '   ' };
  });
}

/** Where its last token ends. */
export function lastOffset(node: ActionNode, head: Token): number {
  const entry = node.children.entry?.at(-1)?.children;
  const last = entry?.value?.at(-1) ?? entry?.key?.[0] ?? entry?.word?.[0] ?? entry?.comment?.[0] ?? head;
  return endOf(last);
}

function buildAction({ building, draft }: ScriptBuilder, node: ActionNode, head: Token): ReadAction | undefined {
  const name = readName(building, head);
  const items = new Items(building, draft);
  let pending: string[] = [];
  /** What a comment on the same line belongs to. */
  let last: number | undefined;
  let lastEnd = endOf(head);

  for (const entry of node.children.entry ?? []) {
    const comment = entry.children.comment?.[0];
    if (comment !== undefined) {
      const text = commentText(comment.image);
      const isMarkup = comment.image.startsWith('<');
      if (isMarkup) reportOpenComment(building, comment.startOffset, endOf(comment));
      if (last === undefined || hasLineBreak(building.source.text, lastEnd, comment.startOffset)) pending.push(text);
      else items.addComment(last, text);
      // What stands behind a comment on its last line does not follow the param before it.
      if (isMarkup) last = undefined;
      continue;
    }
    const { item, end, comments } = items.add(entry);
    lastEnd = end;
    last = item;
    if (item === undefined) continue;
    if (pending.length > 0) items.addComment(item, pending.join('\n'));
    if (comments.length > 0) items.addComment(item, comments.join('\n'));
    pending = [];
  }
  return name === undefined ? undefined : draft.finish(name, head.startOffset, endOf(head), lastEnd);
}
