// Contract: agents, services, groups, revoked keys, and the revision of all that.

import { describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/records/agent.ts';
import type { Service } from '../../../src/records/service.ts';
import { type OpenStore, useStore } from './harness.ts';
import { agentA, agentB, asker } from './make.ts';

function makeAgent(pubkey: string, fields: Partial<Agent> = {}): Agent {
  return {
    pubkey,
    address: '127.0.0.1',
    port: 9999,
    description: '',
    status: { guid: 'run', timestamp_first: 1, timestamp_last: 2, status: 'ok' },
    services: [{ actor: 'core', actions: [], description: '', status: 'ok' }],
    signature: '',
    ...fields,
  };
}

const service: Service = {
  actor: 'vm_manager',
  actions: [],
  description: 'machines',
  status: 'ok',
  acl: { name: 'ops', ace: [{ groups: ['g1'], users: [], right: 'write', note: 'kept' }] },
  owner: 'somebody',
};

export function registryContract(open: OpenStore): void {
  describe('registry', () => {
    const bench = useStore(open);

    it('begins empty', async () => {
      const policy = await bench().store.policy();
      expect(policy).toEqual({ revision: expect.any(Number), services: [], groups: [], agents: [], revoked: [] });
      expect(policy.revision).toBe(await bench().store.revision());
    });

    it('gives back what was put, unknown fields included', async () => {
      const b = bench();
      const group = { guid: 'g1', name: 'ops', description: '', members: [asker], extra: true };
      await b.store.putService(service);
      await b.store.putGroup(group);
      await b.store.putAgent(makeAgent(agentB));
      await b.store.putAgent(makeAgent(agentA));
      await b.store.revoke(asker);
      const { services, groups, agents, revoked } = await b.store.policy();
      expect(services).toEqual([service]);
      expect(groups).toEqual([group]);
      expect(agents.map(({ pubkey }) => pubkey)).toEqual([agentA, agentB]);
      expect(revoked).toEqual([asker]);
    });

    it('raises the revision with every change of a rule, and with nothing else', async () => {
      const b = bench();
      let last = await b.store.revision();
      const rises = async (change: Promise<unknown>) => {
        await change;
        const now = await b.store.revision();
        const rose = now > last;
        last = now;
        return rose;
      };
      const group = { guid: 'g1', name: 'ops', description: '', members: [] as string[] };
      expect(await rises(b.store.putService(service))).toBe(true);
      expect(await rises(b.store.putService({ ...service }))).toBe(false);
      expect(await rises(b.store.putService({ ...service, status: 'halted' }))).toBe(true);
      expect(await rises(b.store.putGroup(group))).toBe(true);
      expect(await rises(b.store.putGroup({ ...group, members: [asker] }))).toBe(true);
      expect(await rises(b.store.removeGroup('g1'))).toBe(true);
      expect(await rises(b.store.removeGroup('g1'))).toBe(false);
      expect(await b.store.removeGroup('g1')).toBe(false);
      expect(await rises(b.store.revoke(asker))).toBe(true);
      expect(await rises(b.store.revoke(asker))).toBe(false);
      expect(await rises(b.store.putAgent(makeAgent(agentA)))).toBe(true);
      const beat = { guid: 'other run', timestamp_first: 5, timestamp_last: 9, status: 'down' as const };
      expect(await rises(b.store.putAgent(makeAgent(agentA, { status: beat, address: '::1' })))).toBe(false);
      expect(await rises(b.store.putAgent(makeAgent(agentA, { services: [] })))).toBe(true);
      expect((await b.store.policy()).agents[0]?.address).toBe('127.0.0.1');
      expect(await rises(b.store.removeAgent(agentB))).toBe(false);
      expect(await rises(b.store.removeAgent(agentA))).toBe(true);
      expect(await b.store.removeAgent(agentA)).toBe(false);
      expect((await b.store.policy()).agents).toEqual([]);
      await b.reopen();
      expect(await b.store.revision()).toBe(last);
    });
  });
}
