// `hero doctor`: looks at everything a run needs and says what is not as it should be. It changes nothing,
// but with `repair` mends the store.

import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadActors } from '../../actors/load.ts';
import { reasonOf } from '../../ground/reasons.ts';
import { aliveAgents, readPresence } from '../../runner/alive.ts';
import { sizeText } from '../../store/limits.ts';
import type { Finding } from '../../store/parts/repair.ts';
import type { Store } from '../../store/ports.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { isGoneHere } from '../host.ts';
import { findStore, openStore } from '../open-store.ts';
import { findActorsDir, type Settings } from '../settings.ts';
import { examineRunners } from './runners.ts';

export interface Check {
  name: string;
  ok: boolean;
  detail: string;
  help?: string;
}

export interface Examination {
  checks: Check[];
  exit: ExitCode;
}

export async function examine(
  settings: Settings,
  entry: string,
  options: { repair: boolean } = { repair: false },
): Promise<Examination> {
  const checks: Check[] = [checkNode(), ...checkKeys(settings), await checkActors(settings, entry)];
  const found = findStore(settings);
  if (!found.ok) {
    checks.push({ name: 'store', ok: false, detail: found.diagnostic.message, ...helpOf(found.diagnostic.help) });
    return { checks, exit: exitCodes.usage };
  }
  const { shown, isThere } = found.location;
  if (!isThere) {
    checks.push(checkComing('store', shown));
    return { checks, exit: exitOf(checks) };
  }
  const opened = await openStore(settings, { readOnly: !options.repair });
  if (!opened.ok) {
    checks.push({ name: 'store', ok: false, detail: opened.diagnostic.message, ...helpOf(opened.diagnostic.help) });
    return { checks, exit: exitCodes.unreachable };
  }
  try {
    const { repaired, findings } = await inspectStore(opened.store, options.repair);
    checks.push(...repaired, ...(await checkStore(opened.store, shown, findings)));
  } finally {
    await opened.store.close();
  }
  return { checks, exit: exitOf(checks) };
}

function exitOf(checks: readonly Check[]): ExitCode {
  return checks.every((check) => check.ok) ? exitCodes.ok : exitCodes.jobFailed;
}

function helpOf(help: string | undefined): { help?: string } {
  return help === undefined ? {} : { help };
}

function failedCheck(name: string, { message, help }: Finding): Check {
  return { name, ok: false, detail: message, ...helpOf(help) };
}

function checkNode(): Check {
  return { name: 'node', ok: true, detail: `${process.version}, SQLite ${process.versions.sqlite ?? 'unknown'}` };
}

function checkKeys(settings: Settings): Check[] {
  return ['user', 'agent'].map((name) => {
    const path = join(settings.keysDir, `${name}.pem`);
    const stat = statSync(path, { throwIfNoEntry: false });
    const label = `${name} key`;
    if (stat === undefined) return checkComing(label, path);
    const open = (stat.mode & 0o077) !== 0;
    const detail = open ? `${path} can be read by others` : path;
    return { name: label, ok: !open, detail, ...(open ? { help: `chmod 600 ${path}` } : {}) };
  });
}

/** A file that is not there yet: whether the first run can make it. */
function checkComing(name: string, path: string): Check {
  let above = dirname(path);
  while (!existsSync(above) && dirname(above) !== above) above = dirname(above);
  const reason = whyClosed(above);
  if (reason === undefined) return { name, ok: true, detail: `${path} is not there yet; the first run makes it` };
  const detail = `${path} is not there, and cannot be made in ${above}: ${reason}`;
  return { name, ok: false, detail, help: 'make the folder, or set HOME to one that you may write to' };
}

/** Undefined: new files and folders can be made in it. */
function whyClosed(folder: string): string | undefined {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return statSync(folder).isDirectory() ? undefined : 'it is no folder';
  } catch (error) {
    return reasonOf(error);
  }
}

async function checkActors(settings: Settings, entry: string): Promise<Check> {
  const { actors, diagnostics } = await loadActors(findActorsDir(settings, []), { entry });
  const [problem] = diagnostics;
  const detail = problem?.message ?? `${actors.size} actors: ${[...actors.keys()].join(', ')}`;
  return { name: 'actors', ok: problem === undefined, detail, ...helpOf(problem?.help) };
}

/** What is wrong with it, or still is after a repair. A store that is sound is left alone. */
async function inspectStore(store: Store, repair: boolean): Promise<{ repaired: Check[]; findings: Finding[] }> {
  const findings = await store.inspect();
  if (!repair || findings.length === 0) return { repaired: [], findings };
  const repaired = (await store.repair()).map((detail) => ({ name: 'repaired', ok: true, detail }));
  return { repaired, findings: await store.inspect() };
}

async function checkStore(store: Store, shown: string, findings: Finding[]): Promise<Check[]> {
  const stats = await store.stats();
  const counts = Object.entries(stats.byState)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`);
  const jobs = counts.length === 0 ? 'no jobs' : counts.join(', ');
  const size = `${(stats.bytes / 1024 / 1024).toFixed(1)} MiB`;
  const checks: Check[] = [{ name: 'store', ok: true, detail: `${shown}: ${jobs}; ${size}` }];
  if (stats.maxBytes !== null && stats.bytes > stats.maxBytes) {
    const detail = `it takes no new jobs: it is over its limit of ${sizeText(stats.maxBytes)}`;
    const help = 'hero job prune --older 1h, or hero limit set store SIZE';
    checks.push({ name: 'store', ok: false, detail, help });
  }
  for (const finding of await store.inspectStorage()) checks.push(failedCheck('store', finding));
  for (const finding of findings) checks.push(failedCheck('store', finding));
  if (store.isRemote) checks.push(await checkAgents(store));
  checks.push({ name: 'runner', ...(await examineRunners(store)) });
  for (const session of (await store.sessions()).filter(isGoneHere)) {
    checks.push({
      name: 'process',
      ok: true,
      detail: `process ${session.pid} ended without a word`,
      help:
        session.run === null
          ? 'hero runner on this machine, or the next hero run, gives what it had to others'
          : 'the next hero run in its folder finishes what it left',
    });
  }
  return checks;
}

/** `hero run` leaves its jobs to them where the store is no file. That there is none is no fault of the store. */
async function checkAgents(store: Store): Promise<Check> {
  const up = aliveAgents(await readPresence(store, await store.now()), '').length;
  if (up > 0) return { name: 'agents', ok: true, detail: `${up} up; hero agent ls  shows them` };
  const detail = 'none is up that takes jobs; hero run needs one here, or --local';
  return { name: 'agents', ok: true, detail, help: 'start one, on any machine that reaches the store: hero agent' };
}
