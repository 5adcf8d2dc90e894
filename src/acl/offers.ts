// What agents say they execute, and whether for everyone. An agent writes its own record, so it can only narrow.

import { isSmallOrder, normaliseKey } from '../records/keys.ts';
import { field, gather, isRecord, listField, type RawRecord } from './raw.ts';

/** By actor, by action. */
type Offer = Map<string, Map<string, { public: boolean }>>;

export class Offers {
  readonly #records = new Map<string, RawRecord[]>();
  readonly #offers = new Map<string, Offer>();

  /** `revoked`: keys whose records count no more. */
  constructor(records: readonly unknown[], revoked: ReadonlySet<string>) {
    for (const record of records) {
      if (!isRecord(record)) continue;
      const key = normaliseKey(field(record, 'pubkey'));
      if (key === undefined || isSmallOrder(key) || revoked.has(key)) continue;
      gather(this.#records, key, record);
    }
  }

  /** Undefined when the agent does not list the action, or is not known. */
  find(agent: string, actor: string, action: string): { public: boolean } | undefined {
    const offer = this.#offers.get(agent) ?? this.#read(agent);
    return offer?.get(actor)?.get(action);
  }

  #read(agent: string): Offer | undefined {
    const key = normaliseKey(agent);
    const [record, second] = (key !== undefined && this.#records.get(key)) || [];
    if (key === undefined || record === undefined || second !== undefined) return undefined;
    const offer = readOffer(record);
    this.#offers.set(key, offer);
    return offer;
  }
}

function readOffer(agent: RawRecord): Offer {
  const offer: Offer = new Map();
  for (const service of listField(agent, 'services') ?? []) {
    const actor = isRecord(service) ? field(service, 'actor') : undefined;
    if (!isRecord(service) || typeof actor !== 'string') continue;
    const actions = offer.get(actor) ?? new Map<string, { public: boolean }>();
    offer.set(actor, actions);
    for (const item of listField(service, 'actions') ?? []) {
      const action = isRecord(item) ? field(item, 'action') : undefined;
      if (!isRecord(item) || typeof action !== 'string') continue;
      // Listed twice: restricted if either says so.
      actions.set(action, { public: field(item, 'public') === true && actions.get(action)?.public !== false });
    }
  }
  return offer;
}
