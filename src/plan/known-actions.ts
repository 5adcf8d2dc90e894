// Looks up actors and actions in the catalogue, once for each name, and says what may have been meant.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';
import { didYouMean, nearFix, suggestNames } from '../diagnostics/suggest.ts';
import { directiveActors, findDirectiveActions } from '../directives/registry.ts';
import { type ActionSignature, takesSecrets } from '../records/signature.ts';
import type { Action } from '../script/ast.ts';
import { normaliseName } from '../script/names.ts';
import type { Catalogue } from './context.ts';

export interface KnownAction {
  signature: ActionSignature;
  /** Params whose values are shown nowhere. */
  secrets: string[];
  /** Params in which `${secret.NAME}` may stand. */
  takesSecrets: ReadonlySet<string>;
  /** Params in which an unknown placeholder stays as it is. */
  raw: ReadonlySet<string>;
  /** The param that a word without a key fills, if there is just one it can mean. */
  positional: string | undefined;
}

type Unknown = Pick<Diagnostic, 'code' | 'message' | 'help'> & { at: 'actor' | 'action'; near?: string[] };

export class KnownActions {
  readonly #catalogue: Catalogue;
  readonly #found = new Map<string, Map<string, KnownAction | Unknown>>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  has(actor: string, action: string): boolean {
    return this.#catalogue.find(actor, action) !== undefined;
  }

  /** `actor` may be another than the one that is written. A problem points at the part of the name that is not known. */
  expect(
    actor: string,
    { action, actorSpan, actionSpan, args }: Action,
  ): { ok: true; known: KnownAction } | { ok: false; problem: Diagnostic } {
    let actions = this.#found.get(actor);
    if (actions === undefined) {
      actions = new Map();
      this.#found.set(actor, actions);
    }
    let found = actions.get(action);
    if (found === undefined) {
      found = this.#look(actor, action);
      actions.set(action, found);
    }
    if ('signature' in found) return { ok: true, known: found };
    const { code, message, at, near = [] } = found;
    // `!!core echo` has a blank in the place of the dot.
    const second = actorSpan === undefined ? normaliseName(args[0]?.text ?? '') : '';
    const help = this.has(action, second) ? `write !!${action}.${second}` : found.help;
    const span = at === 'actor' ? (actorSpan ?? actionSpan) : actionSpan;
    return {
      ok: false,
      problem: {
        code,
        severity: 'error',
        message,
        span,
        ...(help === undefined ? {} : { help }),
        ...nearFix(span, near),
      },
    };
  }

  /** The problem of a name that is no actor; undefined when it is one. */
  findActorProblem(actor: string, span: Span): Diagnostic | undefined {
    if (this.#catalogue.findActor(actor) !== undefined) return undefined;
    const { code, message, help } = this.#unknownActor(actor, this.#catalogue.actors());
    return { code, severity: 'error', message, span, ...(help === undefined ? {} : { help }) };
  }

  #look(actor: string, action: string): KnownAction | Unknown {
    const signature = this.#catalogue.find(actor, action);
    if (signature !== undefined) return describe(signature);
    const own = this.#catalogue.findActor(actor);
    const builtIn = findDirectiveActions(actor);
    if (own === undefined && builtIn === undefined) {
      return this.#unknownActor(actor, [...this.#catalogue.actors(), ...directiveActors()]);
    }
    const actions = [...(own ?? []), ...(builtIn ?? [])];
    const near = suggestNames(action, actions);
    const help = didYouMean(action, actions) ?? `it has ${actions.slice(0, 8).join(', ')}`;
    return { code: 'HS0202', message: `${actor} has no action ${action}`, help, near, at: 'action' };
  }

  #unknownActor(actor: string, candidates: readonly string[]): Unknown {
    const help = didYouMean(actor, candidates) ?? 'hero actor ls shows the actors there are';
    const near = suggestNames(actor, candidates);
    return { code: 'HS0201', message: `there is no actor ${actor}`, help, near, at: 'actor' };
  }
}

function describe(signature: ActionSignature): KnownAction {
  const required = signature.params.filter((param) => param.required);
  const [only] = required;
  return {
    signature,
    secrets: signature.params.filter((param) => param.secret === true).map((param) => param.name),
    takesSecrets: new Set(signature.params.filter(takesSecrets).map((param) => param.name)),
    raw: new Set(signature.params.filter((param) => param.raw === true).map((param) => param.name)),
    positional: required.length === 1 && only?.type === 'string' ? only.name : undefined,
  };
}
