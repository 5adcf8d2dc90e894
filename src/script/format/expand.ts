// The short form of params in a block, `params.id:… params_example.id:…`, and the blocks that it stands for.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type Action, findParam, type Param } from '../ast.ts';
import { canWrite } from '../quoting.ts';

export interface Expansion {
  /** By action: itself without the short form, then a block for each of its params. Others are as they are. */
  blocks: ReadonlyMap<Action, readonly [Action, ...Action[]]>;
  /** Why some keep their short form. */
  notes: Diagnostic[];
}

const dotted = /^(params|params_example)\.(\w+)$/;
/** What the two maps say of a param, by the key that its block has for it. */
const keyOf: Record<string, string> = { params: 'description', params_example: 'example' };

export function isShort(key: string): boolean {
  return dotted.test(key);
}

export function expandActions(actions: readonly Action[]): Expansion {
  const blocks = new Map<Action, readonly [Action, ...Action[]]>();
  const notes: Diagnostic[] = [];
  const taken = new Set(actions.filter((action) => is(action, 'param_define')).map(nameOf));
  for (const action of actions) {
    const short = action.params.filter(({ key }) => isShort(key));
    const [first] = short;
    if (first === undefined || !is(action, 'action_define')) continue;
    const problem = findObstacle(action, short, taken);
    if (problem === undefined) blocks.set(action, expand(action, short));
    else {
      const message = `left in its short form: ${problem}`;
      notes.push({ code: 'HS0225', severity: 'info', message, span: first.keySpan });
    }
  }
  return { blocks, notes };
}

function is({ type, actor, action }: Action, name: string): boolean {
  return type === 'sal' && actor === 'service' && action === name;
}

function nameOf(action: Action): string {
  return findParam(action, 'name')?.value.text ?? '';
}

function findObstacle(action: Action, short: readonly Param[], taken: ReadonlySet<string>): string | undefined {
  const name = nameOf(action);
  if (name === '') return 'the action has no name';
  for (const { key, value, comment } of short) {
    const whole = `${name}.${paramOf(key)}`;
    if (taken.has(whole)) return `there is a block for ${whole} already`;
    if (comment !== '') return `a comment speaks of ${key}`;
    if (!canWrite(value.text)) return `${key} cannot be written in another place`;
  }
  return undefined;
}

function expand(action: Action, short: readonly Param[]): [Action, ...Action[]] {
  const rest = withParams(
    action,
    {},
    action.params.filter((param) => !short.includes(param)),
  );
  const named = findParam(action, 'name');
  const params = Map.groupBy(short, ({ key }) => paramOf(key));
  const blocks = [...params].map(([param, facts]): Action => {
    const said = facts.map(({ key, keySpan, value }): Param => {
      return { key: keyOf[key.split('.')[0] ?? ''] ?? '', keySpan, value, comment: '' };
    });
    const name = named === undefined ? [] : [renamed(named, `${named.value.text}.${param}`)];
    // The description stands last, as it may be long.
    const ordered = said.toSorted((a, b) => (a.key < b.key ? 1 : -1));
    return withParams(action, { action: 'param_define', comments: '', args: [] }, [...name, ...ordered]);
  });
  return [rest, ...blocks];
}

/** Spelled out, since an action may work out its members when they are asked for. */
function withParams(action: Action, other: Partial<Action>, params: Param[]): Action {
  const { type, actor, nameSpan, actorSpan, actionSpan, args, comments, span, headSpan } = action;
  const same = { type, actor, action: action.action, nameSpan, actorSpan, actionSpan, args, comments, span, headSpan };
  return { ...same, ...other, params };
}

function renamed({ key, keySpan, value: { form, span } }: Param, text: string): Param {
  return { key, keySpan, value: { text, form, span }, comment: '' };
}

function paramOf(key: string): string {
  return key.slice(key.indexOf('.') + 1);
}
