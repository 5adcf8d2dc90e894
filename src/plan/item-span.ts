// What a diagnostic points at: a value, or one item of a list.

import type { Span } from '../diagnostics/source.ts';
import type { Param } from '../script/ast.ts';

/** The place of the item, or that of the whole list where quoting hides it. */
export function itemSpan(list: Span, item: string): Span {
  const { source, start, end } = list;
  const text = source.text.slice(start, end);
  for (let at = text.indexOf(item); item !== '' && at !== -1; at = text.indexOf(item, at + 1)) {
    const after = text[at + item.length] ?? ',';
    // `vm1` is not in `vm10`, nor `10` in `vm10`.
    if (!isPart(text[at - 1] ?? ',') && !isPart(after))
      return { source, start: start + at, end: start + at + item.length };
  }
  return list;
}

function isPart(character: string): boolean {
  return /[\w#*.-]/.test(character);
}

/** What a diagnostic about a value points at: the whole param when the value has no characters. */
export function valueSpan(param: Param): Span {
  const { span } = param.value;
  return span.end > span.start ? span : param.keySpan;
}
