// A redis-server of a test: on a free port, in a temporary folder. It ends when the test does, even by SIGKILL.

import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

export type ServerProgram = 'redis-server' | 'valkey-server';

/** Why tests with Redis cannot run here; undefined when they can. */
export const redisMissing = whatIsMissingFor('redis-server');

/** The same of another server. */
export function whatIsMissingFor(program: ServerProgram): string | undefined {
  const missing = [program, 'redis-cli', 'openssl'].filter(
    (name) => spawnSync(name, ['--version']).error !== undefined,
  );
  return missing.length === 0 ? undefined : `not installed: ${missing.join(', ')}`;
}

// The shell holds the server: it reads from a pipe of this process, and when that ends, however it ends, the server
// is killed and its folder removed. The word `keep` leaves the folder for the next start.
const keeper = `
"$@" >> log 2>&1 < /dev/null &
echo $!
read -r word
kill -9 $!
wait $! 2>/dev/null
[ "$word" = keep ] || { cd / && rm -rf "$HERO_TEST_DIR"; }`;

export interface ServerFiles {
  port: number;
  dir: string;
  /** Lines of the configuration file. */
  config: string[];
  /** Extra arguments of redis-cli: how to reach and enter this server. */
  access: string[];
  mode: 'server' | 'sentinel';
  /** Default redis-server. */
  program?: ServerProgram;
  /** Further environment of the server. */
  env?: NodeJS.ProcessEnv;
}

type Prepared = Omit<ServerFiles, 'port' | 'dir'>;

export class ServerProcess {
  readonly port: number;
  readonly dir: string;
  readonly #files: ServerFiles;
  #keeper: ChildProcess | undefined;
  #pid = 0;

  private constructor(files: ServerFiles) {
    this.#files = files;
    this.port = files.port;
    this.dir = files.dir;
  }

  /** Starts a server whose files `prepare` makes; on a port that was taken meanwhile it tries the next. */
  static async start(prepare: (port: number, dir: string) => Prepared | Promise<Prepared>): Promise<ServerProcess> {
    for (let left = 5; ; left -= 1) {
      const dir = mkdtempSync(join(tmpdir(), 'hero-redis-'));
      const port = await freePort();
      const server = new ServerProcess({ port, dir, ...(await prepare(port, dir)) });
      writeFileSync(join(dir, 'redis.conf'), `${server.#files.config.join('\n')}\n`);
      try {
        await server.start();
        return server;
      } catch (error) {
        const isPortTaken = server.#isPortTaken();
        await server.stop();
        if (left === 0 || !isPortTaken) throw error;
      }
    }
  }

  /** Of the server itself, for signals. */
  get pid(): number {
    return this.#pid;
  }

  /** Starts it again on the same port, with what it had written. */
  async start(): Promise<void> {
    const { dir, mode, program = 'redis-server', env } = this.#files;
    const command = [program, join(dir, 'redis.conf'), ...(mode === 'sentinel' ? ['--sentinel'] : [])];
    const keeping = spawn('sh', ['-c', keeper, 'sh', ...command], {
      cwd: dir,
      env: { ...process.env, ...env, HERO_TEST_DIR: dir },
      // A group of its own, so that Ctrl-C reaches it through the pipe only.
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#keeper = keeping;
    const [chunk] = (await once(keeping.stdout, 'data')) as [Buffer];
    this.#pid = Number(chunk.toString());
    keeping.stdout.destroy();
    for (const part of [keeping, keeping.stdin as unknown as { unref(): void }]) part.unref();
    keeping.stdin.on('error', () => {});
    await this.#untilReady();
  }

  /** Ends the process at once, as a crash does; what it had written stays for `start`. */
  async crash(): Promise<void> {
    await this.#end('keep\n');
  }

  /** Crash and start again after a pause in milliseconds. */
  async restart(outageMs = 0): Promise<void> {
    await this.crash();
    await delay(outageMs);
    await this.start();
  }

  /** Stops the process and removes its folder. */
  async stop(): Promise<void> {
    await this.#end('');
    rmSync(this.dir, { recursive: true, force: true });
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.#pid, name);
  }

  /** Output of redis-cli; rejects when the answer is an error. */
  async cli(...args: string[]): Promise<string> {
    const all = ['-e', '-p', String(this.port), ...this.#files.access, ...args];
    const { stdout } = await promisify(execFile)('redis-cli', all, { timeout: 10_000, maxBuffer: 1 << 28 });
    return stdout.trimEnd();
  }

  async #end(word: string): Promise<void> {
    const keeping = this.#keeper;
    this.#keeper = undefined;
    if (keeping === undefined || keeping.exitCode !== null) return;
    const ended = once(keeping, 'exit');
    keeping.stdin?.end(word);
    await ended;
  }

  async #untilReady(): Promise<void> {
    const until = Date.now() + 15_000;
    while (true) {
      const answer = await this.cli('ping').catch((error: { stdout?: string }) => error.stdout ?? '');
      if (answer.trim() === 'PONG') return;
      // One that has ended stays known to its shell, so that its log says more than its pid.
      if (this.#keeper?.exitCode !== null || this.#isPortTaken() || Date.now() > until)
        throw new Error(`the server does not answer: ${answer}\n${this.#log()}`);
      await delay(10);
    }
  }

  #isPortTaken(): boolean {
    return /Address already in use/.test(this.#log());
  }

  #log(): string {
    return readFileSync(join(this.dir, 'log'), { encoding: 'utf8', flag: 'a+' });
  }
}
