// A plain Node beside the tests that loads actors; see host-process.ts.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { entry as sources } from './folder.ts';
import type { HostAnswer, HostRequest } from './host-process.ts';

export class Host {
  readonly #child: ChildProcess;
  /** What it wrote to standard error: warnings of Node, for one. */
  stderr = '';

  /** `env`: in addition to our own. */
  constructor(env: Record<string, string> = {}) {
    this.#child = fork(join(import.meta.dirname, 'host-process.ts'), {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      execArgv: [],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
  }

  async load(folder: string, run?: HostRequest['run'], entry = sources): Promise<HostAnswer> {
    this.#child.send({ folder, entry, ...(run === undefined ? {} : { run }) });
    const [answer] = await once(this.#child, 'message', { signal: AbortSignal.timeout(20_000) });
    return answer as HostAnswer;
  }

  async close(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.disconnect();
    await gone;
  }
}
