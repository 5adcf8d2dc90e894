// What holds for every policy, however broken.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DecisionRequest, decide } from '../../src/acl/evaluate.ts';
import { explainDecision } from '../../src/acl/explain.ts';
import { compilePolicy } from '../../src/acl/policy.ts';
import { holds } from '../setup/holds.ts';
import { seeded } from '../setup/random.ts';
import { block, type Loose, placesIn, policies, questions, type TestPolicy } from './policies.ts';

const runs = { numRuns: 600 };

function answer(policy: TestPolicy, request: DecisionRequest): string {
  const { decision, code } = decide(compilePolicy(policy), request);
  return `${decision} ${code}`;
}

function isAllowed(policy: TestPolicy, request: DecisionRequest): boolean {
  return answer(policy, request).startsWith('allow');
}

/** Every list in it in another order. */
function shuffled<T>(value: T, random: () => number): T {
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shuffled(item, random)])) as T;
  }
  const items = value.map((item) => ({ item: shuffled(item, random), place: random() }));
  return items.sort((a, b) => a.place - b.place).map(({ item }) => item) as T;
}

test('the order of entries, groups, members, actions and records never matters', () => {
  holds(
    fc.property(policies, questions, fc.nat(), (policy, request, seed) => {
      expect(answer(shuffled(policy, seeded(seed)), request)).toBe(answer(policy, request));
    }),
    runs,
  );
});

/** Puts the entry into the acl of a service or action; an acl that is none stays as it is. */
function addEntry(owner: Loose, entry: Loose): void {
  const acl = owner.acl as Loose | null | undefined;
  if (acl === undefined || acl === null) owner.acl = { ace: [entry] };
  else if (typeof acl === 'object' && !Array.isArray(acl)) {
    if (acl.ace === undefined) acl.ace = [entry];
    else if (Array.isArray(acl.ace)) acl.ace.push(entry);
  }
}

/** All parts of lists and groups. Null is left alone: where it stands for no acl or no names, it is readable. */
function breakable(policy: TestPolicy): { holder: Loose; name: string }[] {
  const owners = policy.services.flatMap((service) => [service, ...(service.actions as Loose[])]);
  const lists = owners.filter(({ acl }) => acl !== undefined);
  return [
    ...lists.flatMap((holder) => [{ holder, name: 'acl' }, ...placesIn(holder.acl)]),
    ...policy.groups.flatMap((group) => [{ holder: group, name: 'members' }, ...placesIn(group.members)]),
  ].filter(({ holder, name }) => holder[name] !== null);
}

describe('nothing of this turns a denial into a permission', () => {
  test('one more block', () => {
    holds(
      fc.property(policies, questions, block, fc.nat(), (policy, request, entry, pick) => {
        if (isAllowed(policy, request)) return;
        const more = structuredClone(policy);
        const owners = more.services.flatMap((service) => [service, ...(service.actions as Loose[])]);
        addEntry(owners[pick % owners.length] as Loose, entry);
        expect(isAllowed(more, request)).toBe(false);
      }),
      runs,
    );
  });

  test('any group that is lost', () => {
    holds(
      fc.property(policies, questions, (policy, request) => {
        if (isAllowed(policy, request)) return;
        for (const lost of policy.groups) {
          const groups = policy.groups.filter((group) => group !== lost);
          expect(isAllowed({ ...policy, groups }, request)).toBe(false);
        }
      }),
      runs,
    );
  });

  test('anything of an acl or a group that becomes unreadable', () => {
    const broken = fc.constantFrom<unknown>(false, 0, 'gone', [7]);
    holds(
      fc.property(policies, questions, broken, (policy, request, value) => {
        if (isAllowed(policy, request)) return;
        const changed = structuredClone(policy);
        for (const { holder, name } of breakable(changed)) {
          const before = holder[name];
          holder[name] = value;
          expect(isAllowed(changed, request)).toBe(false);
          holder[name] = before;
        }
      }),
      runs,
    );
  });

  test('one more revoked key', () => {
    holds(
      fc.property(policies, questions, (policy, request) => {
        expect(answer({ ...policy, revoked: [...policy.revoked, request.subject] }, request)).toBe('deny KEY_REVOKED');
      }),
      runs,
    );
  });

  test('asking for a certain agent', () => {
    holds(
      fc.property(policies, questions, (policy, { agent: _, ...request }) => {
        if (isAllowed(policy, request)) return;
        expect(isAllowed(policy, { ...request, agent: 'e5'.repeat(32) })).toBe(false);
      }),
      runs,
    );
  });
});

test('any JSON at all gives a decision that can be explained', () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  const anything = fc.record({
    revision: fc.constant(1),
    services: fc.array(fc.oneof(json, fc.record({ actor: fc.constant('vm'), actions: json, acl: json }))),
    groups: fc.array(fc.oneof(json, fc.record({ guid: fc.string(), members: json }))),
    agents: fc.array(json),
    revoked: fc.array(json),
    root: fc.array(json),
  });
  holds(
    fc.property(anything, questions, (policy, request) => {
      const lines = explainDecision(decide(compilePolicy(policy), request));
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) expect(line).not.toMatch(/undefined|\[object|\.$/);
    }),
    { numRuns: 200 },
  );
});
