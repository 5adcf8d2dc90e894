// Tries an example of an explanation as a reader would: its files in a folder, its lines in a shell.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { resolveSettings } from '../../src/app/settings.ts';
import { checkScripts } from '../../src/app/use-cases/check.ts';
import type { Example } from '../../src/diagnostics/explanations/explanation.ts';
import { renderDiagnostics } from '../../src/diagnostics/render.ts';
import { entry } from '../actors/folder.ts';
import { ended, heroFile, Workplace } from '../setup/hero.ts';

export interface Tried {
  /** What was told, as a reader sees it; what differs from time to time is replaced. */
  text: string;
  /** Codes in it, each once. */
  codes: string[];
}

export async function tryExample({ script, files, shell }: Example): Promise<Tried> {
  return tryIn(async (workplace) => {
    if (script !== undefined) workplace.write('example.hero', script);
    for (const [name, text] of Object.entries(files ?? {})) workplace.write(name, text);
    return shell === undefined ? check(workplace) : withoutNames(workplace, await type(workplace, shell));
  });
}

/** What `tell` returns, with its codes; the place is removed afterwards. */
export async function tryIn(tell: (workplace: Workplace) => Promise<string>): Promise<Tried> {
  const workplace = new Workplace();
  try {
    const text = await tell(workplace);
    return { text, codes: [...new Set([...text.matchAll(/\[(HS\d{4})\]/g)].map(([, code]) => code ?? ''))] };
  } finally {
    workplace.remove();
  }
}

/** What `hero check example.hero` tells, without the cost of a process. */
async function check(workplace: Workplace): Promise<string> {
  const { diagnostics } = await checkScripts({
    settings: resolveSettings({}, workplace.env, workplace.dir),
    inputs: [{ kind: 'path', path: 'example.hero' }],
    variables: {},
    allowEnv: [],
    reading: {},
    entry,
  });
  return renderDiagnostics(diagnostics);
}

async function type(workplace: Workplace, lines: string): Promise<string> {
  workplace.write('bin/hero', `#!/bin/sh\nexec "${process.execPath}" "${heroFile}" "$@"\n`, 0o755);
  const shell = spawn('/bin/sh', ['-c', lines], {
    cwd: workplace.dir,
    env: { ...workplace.env, PATH: `${join(workplace.dir, 'bin')}:${workplace.env.PATH}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return (await ended(shell)).stderr;
}

/** Told when a job waits for long, which it does here on a machine that is very busy. */
const impatience = /(^|\n)warning\[HS0304\]: nobody has taken .*(\n +.*)*\n*/g;

/** Standard error of a command, without what differs from time to time. */
export function withoutNames(workplace: Workplace, stderr: string): string {
  return stderr
    .replace(impatience, '$1')
    .replaceAll(workplace.dir, '/place')
    .replace(/\b[0-9a-f]{12}\b/g, 'GUID')
    .replace(/\brun [0-9a-f]{6}\b/g, 'run RUN')
    .replace(/\b[\d.]+ KiB (are in use|already)/g, 'SIZE $1')
    .replace(/^job [0-9a-f]{8}\b|(?<=job )[0-9a-f]{8}\b/gm, 'GUID')
    .replace(/this one knows \d+/, 'this one knows N')
    .trimEnd();
}
