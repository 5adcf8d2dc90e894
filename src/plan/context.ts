// What compiling knows of the world: actions, variables, flags. All of it is given; nothing is read from elsewhere.

import type { CronProblem } from '../records/schedule.ts';
import type { ActionSignature, ParamProblem } from '../records/signature.ts';

export interface Catalogue {
  actors(): string[];
  /** Names of its actions. */
  findActor(actor: string): string[] | undefined;
  find(actor: string, action: string): ActionSignature | undefined;
  check(actor: string, action: string, params: Readonly<Record<string, string>>): ParamProblem[];
}

export interface CompileContext {
  catalogue: Catalogue;
  /** From the command line; they win over those of the script. */
  variables: Readonly<Record<string, string>>;
  /** Names of environment variables that `${env.X}` may read. */
  allowEnv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Job attributes that win over the script, without `job.`. */
  overrides: Readonly<Record<string, string>>;
  /** Public key of an agent by name or public key. */
  resolveAgent(name: string): string | undefined;
  /** Name of the secret that is this value, if there is exactly one that the actor may use where its jobs are executed. */
  findKeptSecret?(actor: string, value: string): string | undefined;
  /** What is wrong with a cron expression or a time zone. */
  checkCron(cron: string, tz: string): CronProblem | undefined;
  /** Of actions for which the script names none. */
  circle?: string;
  context?: string;
  agents?: readonly string[];
  /** Globs over actor.action, with commas between. */
  only?: string;
  /** Label of a job, or line of the first file. */
  from?: string;
  /** Epoch milliseconds. */
  now: number;
}
