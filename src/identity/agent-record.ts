// The signature of an agent's record. Every signed field has its length before it, so no two records share their bytes.

import { createHash } from 'node:crypto';
import { canonicalJson } from '../ground/canonical-json.ts';
import type { Agent } from '../records/agent.ts';
import { normaliseKey } from '../records/keys.ts';
import { isSoundKey, verifySignature } from './signature.ts';
import type { Signer } from './signer.ts';

/** No text signed for one purpose can pass for another: each kind has its own first line. */
const domain = 'herorunner/agent/v1\n';
const addressPattern = /^[A-Za-z0-9.:_-]{1,253}$/;

export type AgentBytes = { ok: true; bytes: Buffer } | { ok: false; problem: string };

/**
 * What the agent signs. `record` is taken as it is in the store, before defaults are filled in: a default that the
 * agent did not write is not what it signed.
 */
export function agentBytes(record: unknown): AgentBytes {
  if (!isObject(record)) return refuse('it is not an object');
  const { pubkey, address, port, description, status, services } = record;
  if (typeof pubkey !== 'string' || normaliseKey(pubkey) !== pubkey)
    return refuse('pubkey is not 64 lower-case hex digits');
  if (typeof address !== 'string' || !addressPattern.test(address)) return refuse('address is none');
  if (!isWhole(port, 1, 65_535)) return refuse('port is not a number from 1 to 65535');
  if (!isText(description)) return refuse('description is not text');
  if (!isObject(status)) return refuse('status is not an object');
  if (!isText(status.status) || !isText(status.guid)) return refuse('status has no guid or no status');
  if (!isTime(status.timestamp_first) || !isTime(status.timestamp_last)) return refuse('status has no times');
  if (!Array.isArray(services)) return refuse('services is not a list');
  const offered = canonicalJson(services);
  if (!offered.ok) return refuse(`services hold ${offered.problem}`);

  const fields = [
    pubkey,
    address,
    String(port),
    description,
    status.status,
    status.guid,
    String(status.timestamp_first),
    String(status.timestamp_last),
    createHash('sha256').update(offered.text).digest('hex'),
  ];
  return { ok: true, bytes: Buffer.from(domain + fields.map(netstring).join('')) };
}

/** The record with its signature. It has to be the signer's own. */
export function signAgent(agent: Agent, signer: Signer): { ok: true; agent: Agent } | { ok: false; problem: string } {
  if (agent.pubkey !== signer.publicKey) return refuse('an agent signs its own record only');
  const signed = agentBytes(agent);
  return signed.ok ? { ok: true, agent: { ...agent, signature: signer.sign(signed.bytes) } } : signed;
}

/**
 * Whether the record is signed by the key it is the record of, so that every verifier must agree; how old it is has to be
 * looked at besides. The first time for a key takes about a millisecond more.
 */
export async function verifyAgent(record: unknown): Promise<{ ok: true } | { ok: false; problem: string }> {
  const signed = agentBytes(record);
  if (!signed.ok) return signed;
  const { pubkey, signature } = record as { pubkey: string; signature?: unknown };
  if (typeof signature !== 'string' || signature === '') return refuse('it is not signed');
  if (!verifySignature(pubkey, signed.bytes, signature)) return refuse('the signature does not fit');
  return (await isSoundKey(pubkey)) ? { ok: true } : refuse('the key is not of prime order');
}

function netstring(text: string): string {
  return `${Buffer.byteLength(text)}:${text},`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed();
}

function isWhole(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}

function isTime(value: unknown): value is number {
  return isWhole(value, 0, 4_294_967_295);
}

function refuse(problem: string): { ok: false; problem: string } {
  return { ok: false, problem };
}
