// A few actions with all kinds of params, for plans in tests.

import type { Catalogue } from '../../src/plan/context.ts';
import type { ActionSignature, ParamProblem, ParamSignature } from '../../src/records/signature.ts';

const string = (name: string, more: Partial<ParamSignature> = {}): ParamSignature => ({
  name,
  type: 'string',
  required: false,
  description: name,
  ...more,
});

const signatures: ActionSignature[] = [
  action('core', 'echo', [string('text', { required: true })]),
  action('core', 'login', [string('user', { required: true }), string('password', { secret: true })]),
  action('vm_manager', 'start', [
    { ...string('id', { required: true, example: '10' }), type: 'int' },
    string('name'),
    string('size', { enum: ['small', 'large'] }),
  ]),
  action('vm_manager', 'stop', [{ ...string('id', { required: true }), type: 'int' }]),
  action('vm_manager', 'list', []),
  action('shell', 'run', [string('cmd', { required: true, raw: true }), string('name')]),
  action('dns', 'set', [string('name', { required: true }), string('ip', { required: true })]),
  { ...action('report', 'send', []), open: true },
];

function action(actor: string, name: string, params: ParamSignature[]): ActionSignature {
  return { actor, action: name, description: '', needs: 'write', params, open: false, examples: [] };
}

function find(actor: string, name: string): ActionSignature | undefined {
  return signatures.find((signature) => signature.actor === actor && signature.action === name);
}

export const catalogue: Catalogue = {
  actors: () => [...new Set(signatures.map(({ actor }) => actor))],
  findActor(actor) {
    const own = signatures.filter((signature) => signature.actor === actor);
    return own.length === 0 ? undefined : own.map((signature) => signature.action);
  },
  find,
  check(actor, name, params) {
    const signature = find(actor, name);
    if (signature === undefined || signature.open) return [];
    const problems: ParamProblem[] = [];
    for (const param of Object.keys(params)) {
      if (signature.params.some((known) => known.name === param)) continue;
      problems.push({ kind: 'unknown', param, message: `${actor}.${name} has no param ${param}` });
    }
    for (const { name: param, required, type, enum: values } of signature.params) {
      const value = params[param];
      if (value === undefined) {
        if (required) problems.push({ kind: 'missing', param, message: `${actor}.${name} needs ${param}` });
      } else if (type === 'int' && !/^\d+$/.test(value)) {
        problems.push({ kind: 'type', param, message: `${param} is a whole number` });
      } else if (values !== undefined && !values.includes(value)) {
        problems.push({ kind: 'enum', param, message: `${param} cannot be ${value}` });
      }
    }
    return problems;
  },
};
