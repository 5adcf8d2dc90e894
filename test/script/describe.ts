// All that a script says, as plain values: to compare two readings of one text.

import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Span } from '../../src/diagnostics/source.ts';
import type { Action, Script } from '../../src/script/ast.ts';

export function everything({ actions, diagnostics }: Script): unknown {
  return { actions: actions.map(all), diagnostics: diagnostics.map(problem) };
}

function all(action: Action): unknown {
  const { type, actor, action: name, comments, span, headSpan, nameSpan, actorSpan, actionSpan } = action;
  return {
    name: [type, actor, name],
    comments,
    places: [span, headSpan, nameSpan, actorSpan, actionSpan].map(place),
    args: action.args.map((arg) => [arg.text, arg.comment, place(arg.span)]),
    params: action.params.map(({ key, keySpan, comment, value }) => {
      return [key, value.text, value.form, comment, place(keySpan), place(value.span)];
    }),
  };
}

function problem({ span, related, ...rest }: Diagnostic): unknown {
  return { ...rest, span: place(span), related: related?.map((other) => [other.label, place(other.span)]) };
}

function place(span: Span | undefined): [number, number] | undefined {
  return span === undefined ? undefined : [span.start, span.end];
}
