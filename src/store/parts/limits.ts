// Limits on the size of the store and on the jobs that are held at the same time.

/** `store`: bytes it may take, and `name` is ''. The others: jobs that agents hold at the same time. */
export type LimitKind = 'store' | 'agent' | 'actor' | 'source';

export interface Limit {
  kind: LimitKind;
  /** Public key of the agent or source, or name of the actor. */
  name: string;
  max: number;
}

export interface LimitSheet extends Limit {
  /** Jobs held under it, or bytes in use. */
  used: number;
  /** Jobs that wait because of it. */
  waiting: number;
}

export interface LimitStore {
  /** In place of an earlier one of the same kind and name. */
  setLimit(limit: Limit): Promise<void>;
  /** False: there was none. */
  removeLimit(kind: LimitKind, name: string): Promise<boolean>;
  /** By kind and name. */
  limits(): Promise<LimitSheet[]>;
}
