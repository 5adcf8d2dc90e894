// Where the checkout of a git repository lies below the code root, laid out as herolib does: provider/account/name.
// Nothing is fetched: what a script includes is what is on this machine.

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
}

/**
 * `https://HOST/ACCOUNT/NAME`, `git@HOST:ACCOUNT/NAME.git` and the like; behind it `/tree/BRANCH/PATH`, as GitHub writes
 * it, or `/src/branch/BRANCH/PATH`, as Gitea does. Undefined when it is none of these.
 */
export function parseGitUrl(text: string): GitAddress | undefined {
  const match = /^(?:(?:https?|ssh|git):\/\/)?(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+)(?::\d+(?=\/))?[/:](.+)$/.exec(
    text.trim(),
  );
  const [host = '', rest = ''] = match?.slice(1) ?? [];
  const [account, repository, ...more] = (rest.split(/[#?]/)[0] ?? '').split('/').filter((part) => part !== '');
  const name = repository?.replace(/\.git$/, '');
  if (account === undefined || name === undefined || name === '' || [account, name, ...more].includes('..')) {
    return undefined;
  }
  const steps = more[0] === 'src' ? ['src', 'branch'] : more[0] === undefined ? [] : ['tree'];
  if (!['tree', 'blob', 'src', undefined].includes(more[0])) return undefined;
  const [branch, ...path] = more.slice(steps.length);
  return { host: host.toLowerCase(), account, name, ...(branch === undefined ? {} : { branch }), path: path.join('/') };
}

export type FoundCheckout = { ok: true; path: string } | { ok: false; diagnostic: Diagnostic };

/** The file or folder that the address means, with `inside` behind its own path. */
export async function findCheckout(url: Param, inside: string, codeRoot: string): Promise<FoundCheckout> {
  const problem = (message: string, help: string): FoundCheckout => ({
    ok: false,
    diagnostic: { code: 'HS0218', severity: 'error', message, span: url.value.span, help },
  });
  const address = parseGitUrl(url.value.text);
  if (address === undefined) {
    return problem('this is no address of a git repository', 'such as https://github.com/ACCOUNT/NAME/tree/main/PATH');
  }
  const { host, account, name, branch } = address;
  const providers = host === 'github.com' ? ['github', host] : [host];
  const places = providers.map((provider) => join(codeRoot, provider, account, name));
  const [usual = ''] = places;
  for (const place of places) {
    if (!(await isFolder(place))) continue;
    const current = branch === undefined ? undefined : await readBranch(place);
    if (current !== undefined && current !== branch) {
      return problem(
        `the checkout of ${account}/${name} is on ${current}, not on ${branch}`,
        `git -C ${place} switch ${branch}`,
      );
    }
    const path = join(place, address.path, inside);
    const leaves = relative(place, path).startsWith('..');
    return leaves ? problem(`${inside} is not in the repository`, 'leave out the ..') : { ok: true, path };
  }
  const help = `git clone ${cloneUrl(url.value.text, address)} ${usual}`;
  return problem(`there is no checkout of ${account}/${name} in ${codeRoot}`, help);
}

function cloneUrl(text: string, { host, account, name }: GitAddress): string {
  return /^(?:ssh:|[\w.-]+@)/.test(text.trim())
    ? `git@${host}:${account}/${name}.git`
    : `https://${host}/${account}/${name}`;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** Undefined when it is on no branch, or keeps that elsewhere. */
async function readBranch(checkout: string): Promise<string | undefined> {
  const head = await readFile(join(checkout, '.git', 'HEAD'), 'utf8').catch(() => '');
  return /^ref: refs\/heads\/(\S+)/.exec(head)?.[1];
}
