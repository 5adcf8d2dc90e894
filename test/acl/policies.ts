// Random policies of few names, so that the names meet: well-formed, wrong and broken ones.

import fc from 'fast-check';

export const people = ['a1', 'b2', 'c3', 'd4'].map((pair) => pair.repeat(32));
const [, , revocable, pinned] = people;
const node = 'e5'.repeat(32);

export type Loose = Record<string, unknown>;

export interface TestPolicy {
  revision: number;
  services: Loose[];
  groups: Loose[];
  agents: Loose[];
  revoked: unknown[];
  root: unknown[];
}

const key = fc.constantFrom(...people).chain((text) => fc.constantFrom(text, text.toUpperCase(), `ed25519:${text}`));
const guid = fc.constantFrom('admin', 'ops', 'outer', 'inner', '__proto__', 'constructor');
const rubbish = fc.constantFrom<unknown>('', 'gone', 7, true, {}, [[]]);

/** Now and then the second one. */
function mostly(good: fc.Arbitrary<unknown>, bad: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 30, arbitrary: good }, { weight: 1, arbitrary: bad });
}

function listOf(item: fc.Arbitrary<unknown>, maxLength: number): fc.Arbitrary<unknown> {
  return mostly(fc.array(item, { maxLength }), rubbish);
}

const names = {
  users: listOf(mostly(key, fc.oneof(guid, rubbish)), 2),
  groups: listOf(mostly(fc.oneof(guid, fc.constant('*')), fc.oneof(key, rubbish)), 2),
};
const grant = fc.record({ ...names, right: fc.constantFrom('read', 'write', 'admin') });
export const block: fc.Arbitrary<Loose> = fc.record({
  ...names,
  right: mostly(fc.constant('block'), fc.constantFrom<unknown>('Write', '', '__proto__', null, 3)),
});
const ace = fc.oneof({ weight: 5, arbitrary: grant }, { weight: 1, arbitrary: block });
const acl = mostly(
  fc.record({ name: fc.constant('list'), ace: listOf(mostly(ace, rubbish), 4) }, { requiredKeys: [] }),
  fc.constantFrom<unknown>(null, false, '', [], 'x'),
);

const rest = {
  needs: fc.constantFrom<unknown>('read', 'write', 'admin', 'exec'),
  acl,
};
const action = fc.record({ action: fc.constant('start'), ...rest }, { requiredKeys: ['action'] });
const others = fc.constantFrom<Loose[]>([], [], [], [{ action: 'stop' }], [{ action: 'start' }]);
const service = fc.record(
  {
    actor: fc.constant('vm'),
    acl,
    actions: fc.tuple(action, others).map(([first, more]) => [first, ...more]),
  },
  { requiredKeys: ['actor', 'actions'] },
);
const groups = fc.uniqueArray(guid).chain((guids) => {
  const members = listOf(mostly(fc.oneof(key, guid), rubbish), 3);
  return fc.tuple(...guids.map((one): fc.Arbitrary<Loose> => fc.record({ guid: fc.constant(one), members })));
});
const offer = fc.record({
  actor: fc.constantFrom('vm', 'vm', 'vm', 'dns'),
  actions: fc.array(fc.record({ action: fc.constantFrom('start', 'start', 'stop'), public: fc.boolean() }), {
    minLength: 1,
    maxLength: 2,
  }),
});
const agent = fc.record({ pubkey: fc.constant(node), services: fc.array(offer, { minLength: 1, maxLength: 2 }) });

export const policies: fc.Arbitrary<TestPolicy> = fc.record({
  revision: fc.constant(1),
  services: fc.oneof(
    { weight: 9, arbitrary: fc.array(service, { minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.array(service, { minLength: 2, maxLength: 2 }) },
  ) as fc.Arbitrary<Loose[]>,
  groups,
  agents: fc.array(agent, { minLength: 1, maxLength: 1 }) as fc.Arbitrary<Loose[]>,
  revoked: fc.constantFrom<unknown[]>([], [], [], [revocable]),
  root: fc.constant([pinned]),
});

export const questions = fc.record(
  {
    subject: key,
    actor: fc.constant('vm'),
    action: fc.constantFrom('start', 'start', 'stop'),
    agent: fc.constant(node),
  },
  { requiredKeys: ['subject', 'actor', 'action'] },
);

/** The places of all objects and lists in it, each with what holds it; for changing one of them. */
export function placesIn(value: unknown): { holder: Loose; name: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Loose;
  return Object.keys(holder).flatMap((name) => [{ holder, name }, ...placesIn(holder[name])]);
}
