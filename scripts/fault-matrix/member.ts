// A process that takes part: it can be killed, stopped, and started anew.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

export interface MemberPlan {
  name: string;
  /** Arguments of node, or with `host` of a node that believes to be on another machine. */
  args: string[];
  env: NodeJS.ProcessEnv;
  dir: string;
  host?: string;
}

/** Whether a process can be given another host name, so that nobody here can look after it by its pid. */
export const canBeFar = spawnSync('unshare', ['--uts', 'hostname', 'far']).status === 0;

export class Member {
  readonly name: string;
  readonly #plan: MemberPlan;
  #child: ChildProcess | undefined;

  constructor(plan: MemberPlan) {
    this.name = plan.name;
    this.#plan = plan;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get isFar(): boolean {
    return this.#plan.host !== undefined;
  }

  get isUp(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it writes is appended to a file of its name. */
  start(): void {
    const { name, args, env, dir, host } = this.#plan;
    const log = openSync(join(dir, `log-${name}.txt`), 'a');
    const command = [process.execPath, ...args];
    const far = ['unshare', '--uts', 'sh', '-c', 'hostname "$0" && exec "$@"', host ?? '', ...command];
    const [program = '', ...rest] = host === undefined ? command : far;
    this.#child = spawn(program, rest, { cwd: dir, env, stdio: ['ignore', log, log] });
    closeSync(log);
  }

  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name);
  }

  /** At once and without a word; resolves when it is gone. Returns the moment of the signal. */
  async kill(): Promise<number> {
    const at = Date.now();
    if (this.#child !== undefined && this.isUp) {
      const gone = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await gone;
    }
    return at;
  }

  /** Exit status; null after a signal. */
  async ended(): Promise<number | null> {
    if (this.#child !== undefined && this.isUp) await once(this.#child, 'exit');
    return this.#child?.exitCode ?? null;
  }
}
