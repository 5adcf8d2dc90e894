// Spellings that herolib reads as we do: proposed only where both readings of the new text were compared.

import type { Fix } from '../../diagnostics/diagnostic.ts';
import { Source, type Span } from '../../diagnostics/source.ts';
import type { Action } from '../ast.ts';
import { parseScript } from '../parse.ts';
import { quoted } from '../quoting.ts';
import { isInside } from './causes.ts';
import { readAsHerolib } from './herolib.ts';

/** Finds the fix for what is told of a place; undefined where none is the same for both. */
export type FindFix = (span: Span) => Fix | undefined;

/** `actions`: those without errors; `all`: and those with some. */
export function fixesOf(source: Source, actions: readonly Action[], all = actions): FindFix {
  const inText = (span: Span) => all.some((action) => isInside(action, span.start));
  const byStart = new Map<number, { isArg: boolean; text: string; span: Span }>();
  for (const { params, args } of actions) {
    for (const { text, span } of args) byStart.set(span.start, { isArg: true, text, span });
    for (const { keySpan, value } of params) {
      const between = source.text.slice(keySpan.end, value.span.start);
      // On the lines below its key, a value would need another layout as well.
      if (/[\r\n]/.test(between)) continue;
      byStart.set(value.span.start, { isArg: false, text: value.text, span: value.span });
    }
  }
  return (span) => {
    const written = source.text.slice(span.start, span.end);
    if (/[\r\n]/.test(written)) return undefined;
    // In a text of several lines it is no comment.
    if (written.startsWith('#')) return inText(span) ? undefined : commentFix(span, written);
    const item = byStart.get(span.start);
    if (item === undefined || item.span.end !== span.end || /[\r\n]/.test(item.text)) return undefined;
    const text = quoted(item.text);
    if (text === written || !isAlike(item.isArg, text, item.text)) return undefined;
    return { title: `write ${text}`, safe: true, edits: [{ start: span.start, end: span.end, text }] };
  };
}

/** Whether both read `written` as the value of a key, or as an arg. */
function isAlike(isArg: boolean, written: string, text: string): boolean {
  // What stands before and behind shows whether it stays within its bounds.
  const script = `!!a.b x:1 ${isArg ? '' : 'k:'}${written} y:2\n`;
  const [ours] = parseScript(new Source('', script)).actions;
  const [theirs] = readAsHerolib(script);
  if (ours === undefined || theirs === undefined || 'rejected' in theirs) return false;
  const { params, args } = theirs.read;
  if (isArg) return ours.args[0]?.text === text && args.length === 1 && args[0] === text && params.size === 2;
  const own = ours.params.find((param) => param.key === 'k');
  return own?.value.text === text && params.get('k')?.value === text && params.size === 3 && args.length === 0;
}

/** Quotes and slashes in it would be the next thing that herolib stumbles over. */
function commentFix({ start }: Span, written: string): Fix | undefined {
  const [marks = ''] = /^#+/.exec(written) ?? [];
  if (/['"/]/.test(written)) return undefined;
  return {
    title: 'write // before the comment',
    safe: true,
    edits: [{ start, end: start + marks.length, text: '//' }],
  };
}
