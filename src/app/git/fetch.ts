// Repositories for includes that are not on this machine. Each commit has a folder of its own in the cache, which never changes
// once it is there; a branch is asked for anew in each run.

import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { makeFolder } from '../../ground/make-folder.ts';
import type { FetchCheckout, Fetched, GitAddress } from '../../script/git-checkout.ts';
import type { Environment } from '../settings.ts';
import { type GitEnd, runGit } from './run-git.ts';

/** Fetches each address once, however many includes name it. */
export function makeFetcher(cache: string, env: Environment): FetchCheckout {
  const known = new Map<string, Promise<Fetched>>();
  return (address) => {
    const key = JSON.stringify([address.remote, address.branch]);
    const fetched = known.get(key) ?? new Fetch(address, cache, env).run();
    known.set(key, fetched);
    return fetched;
  };
}

/** What a server says under the names a ref may have. */
type Refs = ReadonlyMap<string, string>;

const commit = /^[0-9a-f]{40}$/;

class Fetch {
  readonly #address: GitAddress;
  readonly #cache: string;
  readonly #env: Environment;

  constructor(address: GitAddress, cache: string, env: Environment) {
    this.#address = address;
    this.#cache = cache;
    this.#env = env;
  }

  async run(): Promise<Fetched> {
    const { branch, remote } = this.#address;
    if (branch !== undefined && commit.test(branch)) return this.#provide(branch, branch);
    const names = branch === undefined ? ['HEAD'] : [`refs/heads/${branch}`, `refs/tags/${branch}`];
    // A tag of its own names the commit it is about under another name.
    const answer = await this.#git('ls-remote', '--quiet', '--', remote, ...names.flatMap((one) => [one, `${one}^{}`]));
    if (!answer.ok) return answer;
    const refs = readRefs(answer.stdout);
    const name = names.find((one) => refs.has(one));
    if (name === undefined) return this.#unknown();
    return this.#provide(refs.get(`${name}^{}`) ?? refs.get(name) ?? '', name);
  }

  /** `ref`: what the server is asked for. */
  async #provide(hash: string, ref: string): Promise<Fetched> {
    const { host, account, name, remote } = this.#address;
    const checkout = join(this.#cache, host, account, name, hash);
    if (await exists(checkout)) return { ok: true, path: checkout };
    makeFolder(dirname(checkout), 0o700);
    const draft = await mkdtemp(`${checkout}.`);
    try {
      for (const args of [
        ['init', '--quiet', '--template=', '--', draft],
        ['-C', draft, 'fetch', '--quiet', '--depth=1', '--no-tags', '--', remote, ref],
        ['-C', draft, 'checkout', '--quiet', '--detach', hash],
      ]) {
        const done = await this.#git(...args);
        if (!done.ok) return done;
      }
      // Somebody else may have been faster, with the same content.
      await rename(draft, checkout).catch(async (error: unknown) => {
        if (!(await exists(checkout))) throw error;
      });
      return { ok: true, path: checkout };
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }

  async #git(...args: string[]): Promise<{ ok: true; stdout: string } | Extract<Fetched, { ok: false }>> {
    const end = await runGit(args, this.#env);
    return end.kind === 'ended' && end.code === 0 ? { ok: true, stdout: end.stdout } : this.#failure(end);
  }

  #failure(end: GitEnd): Extract<Fetched, { ok: false }> {
    const { account, name, remote } = this.#address;
    const what = `${account}/${name} cannot be fetched`;
    if (end.kind === 'missing') {
      return { ok: false, message: `${what}: there is no git on this machine`, help: 'install git' };
    }
    if (end.kind === 'silent') {
      const message = `${what}: no answer within ${end.after / 1000} s`;
      return { ok: false, message, help: `see what  git ls-remote ${remote}  says` };
    }
    return { ok: false, message: `${what}: ${reasonOf(end.stderr)}`, help: `see what  git ls-remote ${remote}  says` };
  }

  async #unknown(): Promise<Fetched> {
    const { account, name, branch, remote } = this.#address;
    if (branch === undefined)
      return { ok: false, message: `${account}/${name} is empty`, help: 'push something to it' };
    const all = await this.#git('ls-remote', '--quiet', '--refs', '--', remote, 'refs/heads/*', 'refs/tags/*');
    if (!all.ok) return all;
    const names = [...readRefs(all.stdout).keys()].flatMap(
      (ref) => /^refs\/(?:heads|tags)\/(.+)$/.exec(ref)?.[1] ?? [],
    );
    const help = didYouMean(branch, names) ?? `it has ${names.slice(0, 8).join(', ')}`;
    return { ok: false, message: `${account}/${name} has no branch, tag or commit ${branch}`, help };
  }
}

function readRefs(text: string): Refs {
  const lines = text.split('\n').map((line) => line.split('\t'));
  return new Map(lines.flatMap(([hash = '', ref]) => (ref !== undefined && commit.test(hash) ? [[ref, hash]] : [])));
}

/** What git says last is mostly general advice; the first cause is what it calls fatal. */
function reasonOf(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const fatal = lines.find((line) => /^(fatal|error|ssh): /.test(line)) ?? lines[0] ?? 'git gives no reason';
  return fatal.replace(/^(fatal|error): /, '').replace(/\.$/, '');
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
