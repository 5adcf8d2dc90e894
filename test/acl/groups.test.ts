// Membership and what lies below a group, on graphs that are hard for a careless search.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../src/acl/evaluate.ts';
import { GroupGraph, pathTo } from '../../src/acl/groups.ts';
import { compilePolicy } from '../../src/acl/policy.ts';
import { holds } from '../setup/holds.ts';

const ann = 'a1'.repeat(32);
const ben = 'b2'.repeat(32);

test('membership is the least fixed point', () => {
  const guids = ['g0', 'g1', 'g2', 'g3', 'g4', 'g5'];
  const member = fc.constantFrom(ann, ben, ...guids);
  const graphs = fc.tuple(...guids.map((guid) => fc.record({ guid: fc.constant(guid), members: fc.array(member) })));
  holds(
    fc.property(graphs, (groups) => {
      const inside = new Set([ann]);
      for (let before = -1; before !== inside.size; ) {
        before = inside.size;
        for (const { guid, members } of groups) if (members.some((one) => inside.has(one))) inside.add(guid);
      }
      inside.delete(ann);
      expect([...new GroupGraph(groups).closureOf(ann).keys()].sort()).toEqual([...inside].sort());
    }),
  );
});

test('the path is a shortest one, from the key to the group', () => {
  const groups = [
    { guid: 'top', members: ['long', 'short'] },
    { guid: 'long', members: ['longer'] },
    { guid: 'longer', members: [ann] },
    { guid: 'short', members: [ann] },
  ];
  expect(pathTo(new GroupGraph(groups).closureOf(ann), ann, 'top')).toEqual([ann, 'short', 'top']);
});

/** Every group in every other one; a search that walks paths instead of groups does not end. */
function clique(size: number, member: string) {
  const guids = Array.from({ length: size }, (_, index) => `c${index}`);
  return guids.map((guid) => ({
    guid,
    members: [...guids.filter((other) => other !== guid), ...(guid === 'c0' ? [member] : [])],
  }));
}

test.each([50, 400])('a clique of %i groups, all of them in a block', (size) => {
  const groups = clique(size, ann);
  const acl = {
    ace: [
      { groups: groups.map(({ guid }) => guid), right: 'block' },
      { groups: ['*'], right: 'write' },
    ],
  };
  const services = [{ actor: 'vm', actions: [{ action: 'start' }], acl }];
  const policy = compilePolicy({ revision: 1, services, groups, agents: [], revoked: [], root: [] });
  expect(decide(policy, { subject: ann, actor: 'vm', action: 'start' }).code).toBe('BLOCKED');
  expect(decide(policy, { subject: ben, actor: 'vm', action: 'start' }).code).toBe('GRANT');
});

test('layers of groups, each in all of the next', () => {
  const width = 40;
  const depth = 30;
  const guid = (layer: number, index: number) => `l${layer}-${index}`;
  const groups = Array.from({ length: depth * width }, (_, at) => {
    const layer = Math.floor(at / width);
    const below = Array.from({ length: width }, (_, index) => guid(layer - 1, index));
    return { guid: guid(layer, at % width), members: layer === 0 ? [ann] : below };
  });
  const graph = new GroupGraph(groups);
  expect(graph.closureOf(ann).size).toBe(depth * width);
  expect(graph.unresolvedIn(guid(depth - 1, 0))).toBeUndefined();
});

test('a chain of very many groups ends at the limit', () => {
  const groups = Array.from({ length: 20_000 }, (_, at) => ({
    guid: `d${at}`,
    members: at === 0 ? [ann] : [`d${at - 1}`],
  }));
  const graph = new GroupGraph(groups);
  expect(graph.closureOf(ann).size).toBe(32);
  expect(graph.unresolvedIn('d31')).toBeUndefined();
  expect(graph.unresolvedIn('d32')).toBe('a group more than 32 levels below d32');
});

test('says what is missing, also when it is far below', () => {
  const graph = new GroupGraph([
    { guid: 'top', members: ['mid'] },
    { guid: 'mid', members: ['top', 'gone', ann] },
    { guid: 'odd', members: [ann, 7] },
    { guid: 'whole', members: [ann] },
  ]);
  expect(['top', 'odd', 'whole', 'never'].map((guid) => graph.unresolvedIn(guid))).toEqual([
    'group gone',
    'member 7 of odd',
    undefined,
    'group never',
  ]);
});
