// One execution: the access control is asked again, the actor's action runs, its ending becomes a Finish.

import { decide } from '../acl/evaluate.ts';
import { explainDecision } from '../acl/explain.ts';
import type { CompiledPolicy } from '../acl/policy.ts';
import type { ActionContext, Actor, ActorAction } from '../actors/actor.ts';
import { type ActionError, isActionError } from '../actors/actor.ts';
import { maxResultBytes } from '../actors/result-size.ts';
import { retryProblem } from '../actors/retry.ts';
import type { Clock } from '../ground/clock.ts';
import { parseExactly } from '../ground/exact-json.ts';
import type { Redactor } from '../secrets/redact.ts';
import type { SecretFolder } from '../secrets/secret-files.ts';
import type { Claim, Finish } from '../store/parts/work.ts';
import type { Stop } from './interrupt.ts';
import type { Line } from './log-buffer.ts';
import { resolveSecrets } from './resolve-secrets.ts';
import { codeProblem, saidPercent, saidText } from './said.ts';

export interface Execution {
  claim: Claim;
  stop: Stop;
  onLine(line: Line): void;
  onProgress(percent: number | null, message: string): void;
}

export interface ExecutionSurroundings {
  actors: ReadonlyMap<string, Actor>;
  agent: string;
  policy: CompiledPolicy;
  /** Where the secrets are that params may refer to. */
  secrets: readonly SecretFolder[];
  clock: Clock;
}

/** Runs the claimed job to its end. Undefined: interrupted by loss or shutdown, so there is nothing to report. */
export async function executeClaim(execution: Execution, around: ExecutionSurroundings): Promise<Finish | undefined> {
  const { claim, stop } = execution;
  const { job } = claim;
  const ref = { guid: job.guid, fence: claim.fence };

  const decision = decide(around.policy, {
    subject: job.source,
    actor: job.actor,
    action: job.action,
    agent: around.agent,
  });
  if (decision.decision === 'deny') {
    const message = `denied when the agent took it: ${explainDecision(decision).join('; ')}`;
    return { ...ref, ok: false, outcome: 'denied', message, retry: 'never' };
  }
  const action = around.actors.get(job.actor)?.actions.get(job.action);
  if (action === undefined) {
    return { ...ref, ok: false, outcome: 'failed', message: `this agent has no action ${job.actor}.${job.action}` };
  }
  let { params } = job;
  let told = execution;
  let redactor: Redactor | undefined;
  if (job.secrets !== undefined) {
    const resolved = resolveSecrets(job, action.signature, decision.code === 'ROOT', around.secrets);
    // Nothing of this is better the next time, and another try would have started the action again.
    if (!resolved.ok) return { ...ref, ok: false, outcome: 'failed', message: resolved.message, retry: 'never' };
    ({ params, redactor } = resolved);
    told = redactExecution(execution, redactor);
  }
  // 0 = no limit.
  const timer = job.timeout === 0 ? undefined : setTimeout(() => stop.interrupt('timeout'), job.timeout * 1000);
  try {
    const finish = await runAction(told, action, params, ref, around);
    return redactor === undefined || finish === undefined ? finish : redactFinish(finish, redactor);
  } finally {
    clearTimeout(timer);
    stop.over();
  }
}

/** A class, since an object with a getter of its own has a hidden class of its own, which V8 keeps with all it refers to. */
class Context implements ActionContext {
  readonly #stop: Stop;
  readonly job: ActionContext['job'];
  readonly log: ActionContext['log'];
  readonly progress: ActionContext['progress'];

  constructor({ claim, stop, onLine, onProgress }: Execution, clock: Clock) {
    const { guid, source, circle, context, debug } = claim.job;
    this.#stop = stop;
    this.job = { guid, fence: claim.fence, attempt: claim.attempt, source, circle, context, debug };
    this.log = (text, stream = 'log') => onLine({ stream, text: saidText(text), at: clock.now() });
    this.progress = (percent, message = '') => onProgress(saidPercent(percent), saidText(message));
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }
}

async function runAction(
  execution: Execution,
  action: ActorAction,
  params: Readonly<Record<string, string>>,
  ref: { guid: string; fence: number },
  around: ExecutionSurroundings,
): Promise<Finish | undefined> {
  const { stop } = execution;
  const { job } = execution.claim;
  try {
    const work = action.execute(params, new Context(execution, around.clock));
    const result = await Promise.race([work, stop.givenUp]);
    // An action that reached its end just when it was told to stop has still done its work; only late is late.
    const { interruption } = stop;
    if (interruption === 'timeout' || interruption === 'lost') return interrupted(ref, interruption, job.timeout);
    return { ...ref, ok: true, result: presentable(result) };
  } catch (error) {
    const { interruption } = stop;
    if (interruption !== undefined) return interrupted(ref, interruption, job.timeout);
    if (job.debug && error instanceof Error && error.stack !== undefined && !isActionError(error)) {
      for (const text of error.stack.split('\n')) execution.onLine({ stream: 'log', text, at: around.clock.now() });
    }
    const failure = { ...ref, ok: false, outcome: 'failed' } as const;
    const message = saidText(error instanceof Error ? error.message : error);
    if (!isActionError(error)) return { ...failure, code: 1, message, result: null };
    const wrongCode = codeProblem(error.code);
    const wrongRetry = retryProblem(error.retry);
    for (const text of [wrongCode, wrongRetry]) {
      if (text !== undefined) execution.onLine({ stream: 'log', text, at: around.clock.now() });
    }
    const again = wrongRetry === undefined ? toRetry(error) : {};
    return {
      ...failure,
      code: wrongCode === undefined ? error.code : 1,
      message,
      result: presentable(error.result),
      ...again,
    };
  }
}

function toRetry({ retry }: ActionError): Pick<Finish, 'retry'> {
  if (retry === undefined) return {};
  return { retry: retry === 'never' ? retry : { afterMs: Math.round(retry.afterSeconds * 1000) } };
}

function redactExecution(execution: Execution, { text }: Redactor): Execution {
  return {
    ...execution,
    onLine: (line) => execution.onLine({ ...line, text: text(line.text) }),
    onProgress: (percent, message) => execution.onProgress(percent, text(message)),
  };
}

function redactFinish(finish: Finish, redactor: Redactor): Finish {
  const { message, result } = finish;
  return {
    ...finish,
    ...(message === undefined ? {} : { message: redactor.text(message) }),
    // Written and read once, so that dates and the like are the texts that they become in the store.
    ...(result === undefined ? {} : { result: redactor.value(parseExactly(JSON.stringify(result))) }),
  };
}

function interrupted(
  ref: { guid: string; fence: number },
  interruption: 'timeout' | 'cancel' | 'lost' | 'shutdown',
  timeout: number,
): Finish | undefined {
  if (interruption === 'timeout') {
    return { ...ref, ok: false, outcome: 'timeout', message: `still running after ${timeout} s` };
  }
  if (interruption === 'cancel') return { ...ref, ok: false, outcome: 'cancelled', retry: 'never' };
  return undefined;
}

function presentable(result: unknown): unknown {
  if (result === undefined) return null;
  let text: string | undefined;
  try {
    text = JSON.stringify(result);
  } catch {
    return { note: 'the result is not JSON and was not kept' };
  }
  if (text === undefined) return null;
  const bytes = Buffer.byteLength(text);
  if (bytes > maxResultBytes) return { note: `the result has ${bytes} bytes and was not kept` };
  // As whoever reads the store will find it, which may be less than it was.
  return parseExactly(text);
}
