// The store on Redis: the port as calls of the functions in lua/, each of them one atomic step.

import type { Backoff } from '../../ground/backoff.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Agent } from '../../records/agent.ts';
import type { Group } from '../../records/group.ts';
import type { OutcomeKind } from '../../records/outcome.ts';
import type { Service } from '../../records/service.ts';
import { type JobState, jobStates } from '../../records/words.ts';
import { StoreError } from '../errors.ts';
import type * as port from '../ports.ts';
import { defaultRetention, type Retention } from '../retention.ts';
import { claimArgs, finishArgs, leftOf, reportArgs } from './arguments.ts';
import { Connection, type ConnectOptions } from './connect.ts';
import { Feed } from './feed.ts';
import { Functions, pieceSize } from './functions.ts';
import { storeLibrary } from './library-source.ts';
import { Limits } from './limits.ts';
import { Registry } from './registry.ts';
import { Schedules } from './schedules.ts';
import { Sessions } from './sessions.ts';
import { submit } from './submit.ts';
import { Tidy } from './tidy.ts';
import { type ClaimValues, countersOf, type OutcomeCounts, toClaims, toLine, toUndecided, toView } from './views.ts';
import { Waiting } from './waiting.ts';

export interface RedisOptions {
  retention?: Partial<Retention>;
  patienceMs?: number;
  env?: ConnectOptions['env'];
  /** For tests: stands in for the clock of the server. */
  clock?: Clock;
  /** For tests: asked once, 0 ≤ n < 1, spreads back-offs. */
  random?: () => number;
  /** For tests. */
  backoff?: Backoff;
}

/** Guids that a search looks at together. */
const searchStep = 1_000;

/** Connects to the store at this address, in the forms of address.ts. Throws StoreError. */
export async function openRedisStore(url: string, options: RedisOptions = {}): Promise<port.Store> {
  const { patienceMs, env } = options;
  const connection = await Connection.open(url, {
    library: storeLibrary,
    ...(patienceMs === undefined ? {} : { patienceMs }),
    ...(env === undefined ? {} : { env }),
  });
  const store = new RedisStore(connection, options);
  await store.prepare(options);
  return store;
}

class RedisStore implements port.Store {
  readonly url: string;
  readonly isRemote = true;
  readonly #connection: Connection;
  readonly #functions: Functions;
  readonly #feed: Feed;
  readonly #waiting: Waiting;
  readonly #registry: Registry;
  readonly #schedules: Schedules;
  readonly #sessions: Sessions;
  readonly #limits: Limits;
  readonly #retention: Retention;
  /** Before the names of our own keys. */
  readonly #own: string;
  readonly #jobs: string;

  constructor(connection: Connection, options: RedisOptions) {
    const { prefix, shown } = connection.address;
    this.url = shown;
    this.#connection = connection;
    this.#jobs = `${prefix}:jobs`;
    const tag = /\{([^}]+)\}/.exec(this.#jobs)?.[1] ?? this.#jobs;
    this.#own = `{${tag}}:`;
    this.#functions = new Functions(connection, this.#jobs, `${this.#own}n`, options.clock);
    this.#feed = new Feed(
      connection,
      `${this.#own}ev`,
      async () => Number((await connection.send('HGET', `${this.#own}n`, 'event')) ?? 0),
      async (guid) => (await this.get(guid))?.outcome.result ?? null,
    );
    this.#functions.feed = this.#feed;
    this.#waiting = new Waiting(connection, this.#own);
    this.#registry = new Registry(connection, `${prefix}:`, this.#own);
    this.#schedules = new Schedules(connection, { functions: this.#functions, shown: this.url }, this.#own);
    this.#sessions = new Sessions(connection, this.#functions, this.#own);
    this.#limits = new Limits(connection, this.#functions, this.#own);
    this.#retention = { ...defaultRetention, ...options.retention };
  }

  /** Settings that the functions read from the store. */
  async prepare({ backoff, random }: RedisOptions): Promise<void> {
    const settings: string[] = ['log_lines', String(this.#retention.logLines)];
    if (backoff !== undefined) settings.push('test_backoff', `${backoff.baseMs} ${backoff.maxMs} ${backoff.jitter}`);
    if (random !== undefined) settings.push('test_random', String(random()));
    try {
      await this.#connection.send('HSET', `${this.#own}n`, ...settings);
    } catch (error) {
      // Those of earlier are there, and whoever opens a full store may want to remove something.
      if (!(error instanceof StoreError && error.kind === 'full')) throw error;
    }
  }

  submit(batch: port.Submission[]): Promise<port.SubmitResult> {
    return submit({ functions: this.#functions, shown: this.url }, batch);
  }

  async undecided(limit: number): Promise<port.Undecided[]> {
    return toUndecided((await this.#functions.read('hr_undecided', limit)) as (string | number)[]);
  }

  async admit(guid: string, { candidates, revision }: port.Admission) {
    const word = await this.#functions.act('hr_admit', guid, revision, ...candidates);
    return word as Awaited<ReturnType<port.Store['admit']>>;
  }

  async refuse(guid: string, outcome: OutcomeKind, code: number, message: string): Promise<boolean> {
    return (await this.#functions.act('hr_refuse', guid, outcome, code, message)) === 1;
  }

  async claim(request: port.ClaimRequest): Promise<port.Claim[]> {
    const claims: port.Claim[] = [];
    while (claims.length < request.max) {
      const piece = await this.#functions.act('hr_claim', ...claimArgs(leftOf(request, claims)));
      const got = toClaims(piece as ClaimValues);
      claims.push(...got);
      if (got.length < pieceSize) break;
    }
    return claims;
  }

  async start({ guid, fence }: port.JobRef): Promise<boolean> {
    return (await this.#functions.act('hr_start', guid, fence)) === 1;
  }

  async exchange(finishes: port.Finish[], claim?: port.ClaimRequest, reports: port.Report[] = []) {
    const answers: port.FinishAnswer[] = [];
    let told = reports;
    let exchange: port.Exchange;
    do {
      const piece = finishes.slice(answers.length, answers.length + pieceSize);
      const isLast = answers.length + piece.length === finishes.length;
      const wanted = isLast && claim !== undefined && claim.lanes.length > 0 ? claimArgs(claim) : [];
      const args = [piece.length, ...piece.flatMap(finishArgs), told.length, ...told.flatMap(reportArgs), ...wanted];
      const [words, claims, revision] = (await this.#functions.act('hr_exchange', ...args)) as [
        port.FinishAnswer[],
        ClaimValues,
        number,
      ];
      told = [];
      answers.push(...words);
      exchange = { answers, claims: toClaims(claims), revision };
    } while (answers.length < finishes.length);
    if (claim !== undefined && exchange.claims.length === pieceSize && claim.max > pieceSize) {
      exchange.claims.push(...(await this.claim(leftOf(claim, exchange.claims))));
    }
    return exchange;
  }

  async release(refs: port.JobRef[]): Promise<void> {
    // The last ones first, so that the first come to lie before them.
    for (let end = refs.length; end > 0; end -= pieceSize) {
      const piece = refs.slice(Math.max(0, end - pieceSize), end);
      await this.#functions.act('hr_release', ...piece.flatMap(({ guid, fence }) => [guid, fence]));
    }
  }

  async report(reports: port.Report[]): Promise<void> {
    if (reports.length > 0) await this.#functions.act('hr_report', ...reports.flatMap(reportArgs));
  }

  async cancel(guid: string, reason: string) {
    return (await this.#functions.act('hr_cancel', guid, reason)) as port.CancelAnswer;
  }

  async cancelWaiting(run: string, reason: string): Promise<number> {
    let count = 0;
    let cursor = '';
    do {
      const answer = await this.#functions.act('hr_cancel_run', run, reason, cursor);
      const [cancelled, next] = answer as [number, string];
      count += cancelled;
      cursor = next;
    } while (cursor !== '');
    return count;
  }

  async sweep(limit: number): Promise<port.SweepResult> {
    const { ok, error } = this.#retention;
    const answer = await this.#functions.act('hr_sweep', limit, ok.ageMs, ok.count, error.ageMs, error.count);
    const [moved, retired, next, now, grace] = answer as [number, number, string, number, number];
    const most = Math.min(limit, pieceSize);
    return {
      moved,
      retired,
      more: moved >= most || retired >= most,
      nextDue: next === '' ? null : Number(next),
      now,
      grace: grace === 1,
    };
  }

  async prune(states: ('ok' | 'error')[], before: number, limit: number): Promise<number> {
    let pruned = 0;
    for (const state of states) {
      while (pruned < limit) {
        const most = Math.min(limit - pruned, pieceSize);
        const gone = Number(await this.#functions.act('hr_prune', state, before, most));
        pruned += gone;
        if (gone < most) break;
      }
    }
    return pruned;
  }

  async get(guid: string) {
    const [record, outcome] = (await this.#functions.read('hr_get', guid)) as string[];
    return record === undefined || outcome === undefined ? undefined : toView(record, outcome);
  }

  async findGuids(part: string, limit: number): Promise<string[]> {
    const found = new Set<string>();
    const pattern = part.replace(/[\\*?[\]]/g, '\\$&');
    const patterns = part === '' ? ['*'] : [`${pattern}*`, `*${pattern}`];
    for (const match of patterns) {
      let cursor = '0';
      do {
        const answer = await this.#connection.send(
          'HSCAN',
          `${this.#own}s`,
          cursor,
          'MATCH',
          match,
          'COUNT',
          searchStep,
        );
        const [next, list] = answer as [string, string[]];
        for (let i = 0; i < list.length; i += 2) found.add(list[i] ?? '');
        cursor = next;
      } while (cursor !== '0' && found.size < searchStep);
    }
    const order = (guid: string) => (guid === part ? 0 : 1);
    return [...found].sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1)).slice(0, limit);
  }

  async list(filter: port.JobFilter) {
    const { states, run, actor, lanes, limit, before } = filter;
    const views = [];
    const json = (value: unknown) => (value === undefined ? '' : JSON.stringify(value));
    let cursor = '';
    do {
      const left = limit - views.length;
      const answer = (await this.#functions.read(
        'hr_list',
        left,
        cursor,
        before ?? '',
        json(states),
        json(lanes),
        run ?? '',
        actor ?? '',
      )) as string[];
      cursor = answer[0] ?? '';
      for (let i = 1; i + 1 < answer.length; i += 2) views.push(toView(answer[i] ?? '', answer[i + 1] ?? ''));
    } while (cursor !== '' && views.length < limit);
    return views.slice(0, limit);
  }

  async open(guids: string[]): Promise<string[]> {
    const open: string[] = [];
    for (let at = 0; at < guids.length; at += pieceSize) {
      const piece = guids.slice(at, at + pieceSize);
      open.push(...((await this.#functions.read('hr_open', ...piece)) as string[]));
    }
    return open;
  }

  async logs(guid: string, after: number, limit: number): Promise<port.LogLine[]> {
    if (limit <= 0) return [];
    const key = `${this.#own}log:${guid}`;
    const entries = await this.#connection.send('XRANGE', key, after + 1, '+', 'COUNT', limit);
    return (entries as [string, string[]][]).map(toLine);
  }

  async stats(): Promise<port.StoreStats> {
    const [counters, sessions, room] = await Promise.all([
      this.#connection.send('HGETALL', `${this.#own}n`),
      this.#connection.send('ZCARD', `${this.#own}leases`),
      this.#limits.room(),
    ]);
    const none = Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<JobState, number>;
    return {
      byState: { ...none, ...countersOf('state', counters as string[]) },
      byOutcome: countersOf('outcome', counters as string[]) as OutcomeCounts,
      sessions: Number(sessions),
      ...room,
    };
  }

  async why(guid: string): Promise<string | undefined> {
    return ((await this.#functions.read('hr_why', guid)) as string | null) ?? undefined;
  }

  subscribe(listener: (events: port.JobEvent[]) => void): () => void {
    return this.#feed.subscribe(listener);
  }

  waitForWork(agent: string, lanes: string[], ms: number, signal?: AbortSignal): Promise<void> {
    return this.#waiting.waitForWork(agent, lanes, ms, signal);
  }

  openSession(session: Omit<port.Session, 'startedAt' | 'expiresAt'>, leaseMs: number): Promise<void> {
    return this.#sessions.openSession(session, leaseMs);
  }

  beat(session: string, leaseMs: number): Promise<port.Held[] | undefined> {
    return this.#sessions.beat(session, leaseMs);
  }

  closeSession(session: string): Promise<void> {
    return this.#sessions.closeSession(session);
  }

  bury(session: string): Promise<number> {
    return this.#sessions.bury(session);
  }

  sessions(): Promise<port.Session[]> {
    return this.#sessions.sessions();
  }

  orphanRuns(place: string): Promise<port.OrphanRun[]> {
    return this.#sessions.orphanRuns(place);
  }

  setDraining(agent: string, on: boolean): Promise<void> {
    return this.#sessions.setDraining(agent, on);
  }

  draining(): Promise<string[]> {
    return this.#sessions.draining();
  }

  setLimit(limit: port.Limit): Promise<void> {
    return this.#limits.setLimit(limit);
  }

  removeLimit(kind: port.LimitKind, name: string): Promise<boolean> {
    return this.#limits.removeLimit(kind, name);
  }

  limits(): Promise<port.LimitSheet[]> {
    return this.#limits.limits();
  }

  revision(): Promise<number> {
    return this.#registry.revision();
  }

  policy(): Promise<port.Policy> {
    return this.#registry.policy();
  }

  putAgent(agent: Agent): Promise<void> {
    return this.#registry.putAgent(agent);
  }

  putService(service: Service): Promise<void> {
    return this.#registry.putService(service);
  }

  putGroup(group: Group): Promise<void> {
    return this.#registry.putGroup(group);
  }

  removeGroup(guid: string): Promise<boolean> {
    return this.#registry.removeGroup(guid);
  }

  revoke(pubkey: string): Promise<void> {
    return this.#registry.revoke(pubkey);
  }

  now(): Promise<number> {
    return this.#schedules.now();
  }

  schedules(): Promise<port.StoredSchedule[]> {
    return this.#schedules.schedules();
  }

  schedule(name: string): Promise<port.StoredSchedule | undefined> {
    return this.#schedules.schedule(name);
  }

  dueSchedules(limit: number, skip?: number): Promise<port.DueSchedules> {
    return this.#schedules.dueSchedules(limit, skip);
  }

  changeSchedule(change: port.ScheduleChange): Promise<port.ScheduleAnswer> {
    return this.#schedules.changeSchedule(change);
  }

  removeSchedule(name: string): Promise<boolean> {
    return this.#schedules.removeSchedule(name);
  }

  openRuns(runs: string[]): Promise<string[]> {
    return this.#schedules.openRuns(runs);
  }

  async inspect(): Promise<port.Finding[]> {
    const records = [...(await this.#registry.inspect()), ...(await this.#schedules.inspect())];
    return [...records, ...(await this.#tidy().inspect())];
  }

  repair(): Promise<string[]> {
    return this.#tidy().repair();
  }

  #tidy(): Tidy {
    return new Tidy(this.#functions, this.#connection, `${this.#own}n`);
  }

  async close(): Promise<void> {
    this.#feed.close();
    this.#waiting.close();
    this.#connection.close();
  }
}
