// One thing that herorunner does otherwise than herolib, on purpose: what, why, and how to write for both.

import { Source } from '../../src/diagnostics/source.ts';
import type { Action } from '../../src/script/ast.ts';
import { parseScript } from '../../src/script/parse.ts';
import type { Kind } from '../../src/script/values/kinds.ts';

export interface Rule {
  id: string;
  /** What herorunner does. */
  title: string;
  /** What herolib does, and why that is not what an author means. */
  herolib: string;
  /** How to write what both understand. */
  instead: string;
  /** A script that both read otherwise. */
  script?: string;
  /** The script is a document. */
  isDocument?: boolean;
  /** A question that is no reading of a script and no value; ours is asked when the page is made. */
  asked?: { question: string; theirs: string; ours(): string };
  /** What is told of a script to which the rule applies, as `CODE message`. */
  told?: RegExp;
  /** A value that both take otherwise; `theirs` is herolib's answer. */
  value?: { kind: Kind | `list of ${Kind}`; text: string; theirs: string };
  /** Whether a fact about herolib, `getter(text)` or another question, falls under the rule. */
  applies?(fact: Fact): boolean;
}

/** A question to herolib, with its answer. */
export interface Fact {
  /** `get_int`, `find`, `export` and so on. */
  asks: string;
  args: readonly unknown[];
  /** The value that is asked about, where one is. */
  text: string | undefined;
  /** All of what is given. */
  input: string;
  expected: unknown;
  /** What herorunner answers, `error` for a mistake. */
  ours: unknown;
  /** It comes from the port to Go. */
  isGo: boolean;
}

/** The action of an example. */
export function actionOf(text: string): Action {
  const [action] = parseScript(new Source('example.hero', text)).actions;
  if (action === undefined) throw new Error('there is no action');
  return action;
}
