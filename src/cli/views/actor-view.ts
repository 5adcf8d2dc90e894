// `hero actor ls` and `show`: what can be called, with which params.

import { plural } from '../../print/format.ts';
import type { Look } from '../../print/style.ts';
import { type Cell, type Column, layLine, renderTable } from '../../print/table.ts';
import type { ActionSignature, ParamSignature } from '../../records/signature.ts';
import type { Screens } from './view.ts';

/** Of an actor what is worth showing. */
export interface ActorSheet {
  name: string;
  description: string;
  actions: ReadonlyMap<string, { signature: ActionSignature }>;
  concurrency?: number | undefined;
  origin: string;
}

export interface ActorJson {
  name: string;
  description: string;
  origin: string;
  concurrency: number | null;
  actions: ActionSignature[];
}

export function actorToJson(actor: ActorSheet): ActorJson {
  return {
    name: actor.name,
    description: actor.description,
    origin: actor.origin,
    concurrency: actor.concurrency ?? null,
    actions: signaturesOf(actor),
  };
}

/** All actions in one table, so that their columns agree, below a line for each actor. */
export function actorListView(actors: readonly ActorSheet[], { stdout, stderr }: Screens): void {
  if (actors.length === 0) {
    stderr.write('no actors\n');
    return;
  }
  const { look, columns: width } = stdout;
  const all = actors.flatMap(signaturesOf);
  const columns: Column[] = [{ min: 12 }, { min: 10 }, { min: 12, rank: 1 }];
  const rows = all.map((signature): Cell[] => [
    `${signature.actor}.${signature.action}`,
    briefSignature(signature),
    { text: signature.description, paint: look.style.dim },
  ]);
  const table = renderTable(columns, rows, { look, width, indent: 2 });
  const lines: string[] = [];
  for (const actor of actors) {
    if (lines.length > 0) lines.push('');
    lines.push(headLine(actor, look, width), ...table.splice(0, actor.actions.size));
  }
  stdout.write(`${lines.join('\n')}\n`);
}

export function actorDetailView(actor: ActorSheet, { stdout }: Screens): void {
  const { look } = stdout;
  // The page of one thing is for reading all of it.
  const width = Number.POSITIVE_INFINITY;
  const lines = [headLine(actor, look, width)];
  if (actor.concurrency !== undefined) lines.push(`  at most ${plural(actor.concurrency, 'job')} at a time`);
  for (const signature of signaturesOf(actor)) lines.push('', ...actionLines(signature, look, width));
  stdout.write(`${lines.join('\n')}\n`);
}

function signaturesOf(actor: ActorSheet): ActionSignature[] {
  return [...actor.actions.values()].map(({ signature }) => signature);
}

function headLine({ name, description, origin }: ActorSheet, look: Look, width: number): string {
  const text = description === '' ? '' : `  ${description}`;
  const from = origin === 'core' ? '' : `  ${origin}`;
  return layLine([{ text: name, paint: look.style.strong }, text, { text: from, paint: look.style.dim }], width, look);
}

function actionLines(signature: ActionSignature, look: Look, width: number): string[] {
  const { actor, action, description, needs, params, open, examples } = signature;
  const head: Cell[] = [
    { text: `${actor}.${action}`, paint: look.style.strong },
    description === '' ? '' : `  ${description}`,
    { text: `  needs ${needs}`, paint: look.style.dim },
  ];
  const lines = [layLine(head, width, look)];
  const columns: Column[] = [{ min: 6 }, {}, { min: 8 }, { min: 12 }];
  lines.push(
    ...renderTable(
      columns,
      params.map((param) => paramRow(param, look)),
      { look, width, indent: 2 },
    ),
  );
  if (open) lines.push(params.length === 0 ? '  takes any params' : '  takes other params too');
  else if (params.length === 0) lines.push('  takes no params');
  if (examples.length > 0) lines.push('');
  for (const example of examples) {
    for (const text of example.trimEnd().split('\n')) {
      lines.push(layLine(['  ', { text, paint: look.style.running }], width, look));
    }
  }
  return lines;
}

function paramRow(param: ParamSignature, look: Look): Cell[] {
  const facts = [param.description];
  if (param.enum !== undefined) facts.push(`one of ${param.enum.join(', ')}`);
  if (param.example !== undefined) facts.push(`e.g. ${param.example}`);
  if (param.secret === true) facts.push('secret');
  if (param.takes_secrets === true) facts.push('takes secrets');
  if (param.raw === true) facts.push('raw');
  return [
    param.name,
    { text: param.type, paint: look.style.dim },
    param.required
      ? { text: 'required', paint: look.style.warning }
      : param.default === undefined
        ? { text: 'optional', paint: look.style.dim }
        : `= ${param.default === '' ? "''" : param.default}`,
    facts.filter((fact) => fact !== '').join('; '),
  ];
}

/** `id [force]`: required params first, optional ones in brackets. */
function briefSignature({ params, open }: ActionSignature): string {
  const required = params.filter((param) => param.required).map(({ name }) => name);
  const optional = params.filter((param) => !param.required).map(({ name }) => `[${name}]`);
  return [...required, ...optional, ...(open ? ['[any]'] : [])].join(' ');
}
