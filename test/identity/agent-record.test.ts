// The signed record of an agent: which bytes are signed, and that nothing in it can be changed afterwards.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Point } from '@noble/ed25519';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentBytes, signAgent, verifyAgent } from '../../src/identity/agent-record.ts';
import { openOrCreateKey } from '../../src/identity/key-file.ts';
import { verifySignature } from '../../src/identity/signature.ts';
import { openSigner, type Signer } from '../../src/identity/signer.ts';
import type { Agent } from '../../src/records/agent.ts';

const vectors = join(import.meta.dirname, '../../../shared/data/agent_signature_vectors.json');

let dir: string;
let signer: Signer;
let agent: Agent;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hero-agent-'));
  const opened = await openOrCreateKey(join(dir, 'keys'), 'agent');
  const ready = opened.ok ? openSigner(opened.key) : opened;
  if (!ready.ok) throw new Error(ready.diagnostic.message);
  signer = ready.signer;
  agent = {
    pubkey: signer.publicKey,
    address: '10.0.0.1',
    port: 9999,
    description: 'vm host',
    status: { guid: 'f3b1', timestamp_first: 1_700_000_000, timestamp_last: 1_700_000_600, status: 'ok' },
    services: [
      {
        actor: 'vm_manager',
        actions: [
          {
            action: 'start',
            description: '',
            params: { id: 'of the vm' },
            params_example: {},
            status: 'ok',
            public: true,
          },
        ],
        description: '',
        status: 'ok',
      },
    ],
    signature: '',
  };
});

afterAll(() => rm(dir, { recursive: true }));

function signed(): Agent {
  const result = signAgent(agent, signer);
  if (!result.ok) throw new Error(result.problem);
  return result.agent;
}

test('a signed record is accepted, also after a way through JSON in another order', async () => {
  const record = signed();
  expect(await verifyAgent(record)).toEqual({ ok: true });
  const turned = Object.fromEntries(Object.entries(JSON.parse(JSON.stringify(record)) as object).reverse());
  expect(await verifyAgent(turned)).toEqual({ ok: true });
});

test('the bytes', () => {
  const answer = agentBytes({ ...agent, description: 'café 🚀', services: [] });
  expect(answer.ok && answer.bytes.toString()).toBe(
    `herorunner/agent/v1\n64:${agent.pubkey},8:10.0.0.1,4:9999,10:café 🚀,2:ok,4:f3b1,10:1700000000,10:1700000600,` +
      '64:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945,',
  );
});

test('any change of a signed field is noticed', async () => {
  const record = signed();
  const { status, signature } = record;
  const [service] = record.services;
  const [action] = service?.actions ?? [];
  const changes: object[] = [
    { address: '10.0.0.2' },
    { port: 9998 },
    { description: 'vm hosts' },
    { status: { ...status, status: 'down' } },
    { status: { ...status, guid: 'f3b2' } },
    { status: { ...status, timestamp_first: status.timestamp_first + 1 } },
    { status: { ...status, timestamp_last: status.timestamp_last + 1 } },
    { services: [] },
    { services: [{ ...service, extra: 1 }] },
    { services: [{ ...service, actions: [{ ...action, public: false }] }] },
    { pubkey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c' },
    { signature: signature.toUpperCase() },
    { signature: `${signature}zz` },
  ];
  for (const change of changes) {
    const answer = await verifyAgent({ ...record, ...change });
    expect(answer, JSON.stringify(change)).toEqual({ ok: false, problem: 'the signature does not fit' });
  }
});

test('fields cannot flow into one another', () => {
  const bytes = (fields: Partial<Agent>) => {
    const answer = agentBytes({ ...agent, ...fields });
    return answer.ok ? answer.bytes.toString() : answer.problem;
  };
  expect(bytes({ address: 'host1', port: 2399 })).not.toBe(bytes({ address: 'host12', port: 399 }));
  expect(bytes({ port: 99, description: '99 racks' })).not.toBe(bytes({ port: 9999, description: ' racks' }));
  const status = { ...agent.status };
  expect(bytes({ description: 'a2:ok,', status: { ...status, guid: '' } })).not.toBe(
    bytes({ description: 'a', status: { ...status, guid: '2:ok,' } }),
  );
});

test('members that are not known are signed with the services', () => {
  const services = JSON.parse('[{"actor":"vm","__proto__":{"x":1}}]') as unknown;
  const without = JSON.parse('[{"actor":"vm"}]') as unknown;
  const text = (value: unknown) => JSON.stringify(agentBytes({ ...agent, services: value }));
  expect(text(services)).not.toBe(text(without));
});

test.each([
  [{ pubkey: 'A1'.repeat(32) }, 'pubkey is not 64 lower-case hex digits'],
  [{ address: '' }, 'address is none'],
  [{ address: 'a b' }, 'address is none'],
  [{ address: 'host\n' }, 'address is none'],
  [{ port: 0 }, 'port is not a number from 1 to 65535'],
  [{ port: 65_536 }, 'port is not a number from 1 to 65535'],
  [{ port: '9999' }, 'port is not a number from 1 to 65535'],
  [{ description: '\ud83d' }, 'description is not text'],
  [{ status: 'ok' }, 'status is not an object'],
  [{ status: { status: 'ok', guid: 1 } }, 'status has no guid or no status'],
  [{ status: { status: 'ok', guid: '', timestamp_first: 1.5, timestamp_last: 2 } }, 'status has no times'],
  [{ services: null }, 'services is not a list'],
  [{ services: ['\ud83d'] }, 'services hold text with half a character'],
  [{ signature: '' }, 'it is not signed'],
  [{ signature: 7 }, 'it is not signed'],
])('refuses %j', async (fields, problem) => {
  expect(await verifyAgent({ ...signed(), ...fields })).toEqual({ ok: false, problem });
});

test('refuses what is no record', async () => {
  expect(await verifyAgent(null)).toEqual({ ok: false, problem: 'it is not an object' });
  expect(await verifyAgent([])).toEqual({ ok: false, problem: 'it is not an object' });
});

test('a key that verifiers disagree about is refused, though its owner has found a record whose signature fits', async () => {
  const { BASE, CURVE, fromHex } = Point;
  const scalar = 5n;
  const commitment = BASE.multiply(scalar);
  const torsion = fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
  const pubkey = BASE.multiply(scalar).add(torsion).toHex();
  const order = CURVE().n;
  for (let n = 0; ; n += 1) {
    const record = { ...agent, pubkey, description: `vm host ${n}` };
    const signed = agentBytes(record);
    if (!signed.ok) throw new Error(signed.problem);
    const hash = createHash('sha512')
      .update(commitment.toBytes())
      .update(Buffer.from(pubkey, 'hex'))
      .update(signed.bytes);
    const challenge = BigInt(`0x${hash.digest().reverse().toString('hex')}`) % order;
    // Only then does the part of small order fall out of the sum.
    if (challenge % 8n !== 0n) continue;
    const answer = Buffer.from(((scalar + challenge * scalar) % order).toString(16).padStart(64, '0'), 'hex').reverse();
    const signature = commitment.toHex() + answer.toString('hex');
    expect(verifySignature(pubkey, signed.bytes, signature)).toBe(true);
    expect(await verifyAgent({ ...record, signature })).toEqual({
      ok: false,
      problem: 'the key is not of prime order',
    });
    return;
  }
});

test('nobody signs for another', () => {
  const other = { ...agent, pubkey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c' };
  expect(signAgent(other, signer)).toEqual({ ok: false, problem: 'an agent signs its own record only' });
});

describe('vectors', () => {
  if (!existsSync(vectors)) {
    console.log('skipped: no corpus');
    test.skip('no corpus', () => undefined);
    return;
  }
  interface Vectors {
    vectors: { name: string; record: Agent; v1_hex: string; v1_sig: string }[];
    negative: { why: string; record: Agent }[];
  }
  const file = JSON.parse(readFileSync(vectors, 'utf8')) as Vectors;

  test.each(file.vectors)('$name', async ({ record, v1_hex, v1_sig }) => {
    const answer = agentBytes(record);
    expect(answer.ok && answer.bytes.toString('hex')).toBe(v1_hex);
    expect(verifySignature(record.pubkey, Buffer.from(v1_hex, 'hex'), v1_sig)).toBe(true);
    expect(await verifyAgent({ ...record, signature: v1_sig })).toEqual({ ok: true });
  });

  test.each(file.negative)('not: $why', async ({ record }) => {
    expect((await verifyAgent(record)).ok).toBe(false);
  });
});
