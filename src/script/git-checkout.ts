// Where the checkout of a git repository lies below the code root, laid out as herolib does: provider/account/name.
// What a script includes is what is on this machine, unless whoever reads it gives a way to fetch the rest.

import { readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Param } from './ast.ts';

export interface GitAddress {
  host: string;
  account: string;
  name: string;
  branch?: string;
  /** Inside of the repository, '' for all of it. */
  path: string;
  /** What git is told: the address without what is behind the repository. */
  remote: string;
}

export type Fetched = { ok: true; path: string } | { ok: false; message: string; help: string };

/** Brings the repository, at the branch, tag or commit that the address names, and gives the folder it is in. */
export type FetchCheckout = (address: GitAddress) => Promise<Fetched>;

/**
 * `https://HOST/ACCOUNT/NAME`, `git@HOST:ACCOUNT/NAME.git` and the like; behind it `/tree/BRANCH/PATH`, as GitHub writes
 * it, or `/src/branch/BRANCH/PATH`, as Gitea does. Undefined when it is none of these.
 */
export function parseGitUrl(text: string): GitAddress | undefined {
  const match = /^((?:https?|ssh|git):\/\/)?([\w.-]+@)?([\w-]+(?:\.[\w-]+)+)(:\d+(?=\/))?[/:](.+)$/.exec(text.trim());
  const [scheme, user = '', host = '', port = '', rest = ''] = match?.slice(1) ?? [];
  const [account, repository, ...more] = (rest.split(/[#?]/)[0] ?? '').split('/').filter((part) => part !== '');
  const name = repository?.replace(/\.git$/, '');
  if (account === undefined || name === undefined || name === '' || [account, name, ...more].includes('..')) {
    return undefined;
  }
  const steps = more[0] === 'src' ? ['src', 'branch'] : more[0] === undefined ? [] : ['tree'];
  if (!['tree', 'blob', 'src', undefined].includes(more[0])) return undefined;
  const [branch, ...path] = more.slice(steps.length);
  const place = `${account}/${repository}`;
  // Without a scheme, and with a user, it is an address as ssh has them.
  const remote =
    scheme === undefined && user !== ''
      ? `${user}${host}:${place}`
      : `${scheme ?? 'https://'}${user}${host}${port}/${place}`;
  const ref = branch === undefined ? {} : { branch };
  return { host: host.toLowerCase(), account, name, ...ref, path: path.join('/'), remote };
}

export type FoundCheckout = { ok: true; path: string } | { ok: false; diagnostic: Diagnostic };

/** The file or folder that the address means, with `inside` behind its own path. */
export async function findCheckout(
  url: Param,
  inside: string,
  codeRoot: string,
  fetchCheckout?: FetchCheckout,
): Promise<FoundCheckout> {
  const problem = (message: string, help: string): FoundCheckout => ({
    ok: false,
    diagnostic: { code: 'HS0218', severity: 'error', message, span: url.value.span, help },
  });
  const address = parseGitUrl(url.value.text);
  if (address === undefined) {
    return problem('this is no address of a git repository', 'such as https://github.com/ACCOUNT/NAME/tree/main/PATH');
  }
  const { host, account, name, branch, remote } = address;
  const within = (root: string): FoundCheckout => {
    const path = join(root, address.path, inside);
    const leaves = relative(root, path).startsWith('..');
    return leaves ? problem(`${inside} is not in the repository`, 'leave out the ..') : { ok: true, path };
  };
  const bring = async (message: string, help: string): Promise<FoundCheckout> => {
    if (fetchCheckout === undefined) return problem(message, `${help}, or let --allow-git fetch it`);
    const fetched = await fetchCheckout(address);
    return fetched.ok ? within(fetched.path) : problem(fetched.message, fetched.help);
  };
  const providers = host === 'github.com' ? ['github', host] : [host];
  const places = providers.map((provider) => join(codeRoot, provider, account, name));
  const [usual = ''] = places;
  for (const place of places) {
    if (!(await isFolder(place))) continue;
    const current = branch === undefined ? undefined : await readBranch(place);
    if (current !== undefined && current !== branch) {
      return bring(
        `the checkout of ${account}/${name} is on ${current}, not on ${branch}`,
        `git -C ${place} switch ${branch}`,
      );
    }
    return within(place);
  }
  return bring(`there is no checkout of ${account}/${name} in ${codeRoot}`, `git clone ${remote} ${usual}`);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** Undefined when it is on no branch, or keeps that elsewhere. */
async function readBranch(checkout: string): Promise<string | undefined> {
  const head = await readFile(join(checkout, '.git', 'HEAD'), 'utf8').catch(() => '');
  return /^ref: refs\/heads\/(\S+)/.exec(head)?.[1];
}
