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
  return tryIn(async (place) => {
    if (script !== undefined) place.write('example.hero', script);
    for (const [name, text] of Object.entries(files ?? {})) place.write(name, text);
    return shell === undefined ? check(place) : withoutNames(place, await type(place, shell));
  });
}

/** What `tell` returns, with its codes; the place is removed afterwards. */
export async function tryIn(tell: (place: Workplace) => Promise<string>): Promise<Tried> {
  const place = new Workplace();
  try {
    const text = await tell(place);
    return { text, codes: [...new Set([...text.matchAll(/\[(HS\d{4})\]/g)].map(([, code]) => code ?? ''))] };
  } finally {
    place.remove();
  }
}

/** What `hero check example.hero` tells, without the cost of a process. */
async function check(place: Workplace): Promise<string> {
  const { diagnostics } = await checkScripts({
    settings: resolveSettings({}, place.env, place.dir),
    inputs: [{ kind: 'path', path: 'example.hero' }],
    variables: {},
    allowEnv: [],
    reading: {},
    entry,
  });
  return renderDiagnostics(diagnostics);
}

async function type(place: Workplace, lines: string): Promise<string> {
  place.write('bin/hero', `#!/bin/sh\nexec "${process.execPath}" "${heroFile}" "$@"\n`, 0o755);
  const shell = spawn('/bin/sh', ['-c', lines], {
    cwd: place.dir,
    env: { ...place.env, PATH: `${join(place.dir, 'bin')}:${place.env.PATH}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return (await ended(shell)).stderr;
}

/** Told when a job waits for long, which it does here on a machine that is very busy. */
const impatience = /(^|\n)warning\[HS0304\]: nobody has taken .*(\n +.*)*\n*/g;

/** Standard error of a command, without what differs from time to time. */
export function withoutNames(place: Workplace, stderr: string): string {
  return stderr
    .replace(impatience, '$1')
    .replaceAll(place.dir, '/place')
    .replace(/\b[0-9a-f]{12}\b/g, 'GUID')
    .replace(/\brun [0-9a-f]{6}\b/g, 'run RUN')
    .replace(/\b\d+ KiB are in use/g, 'SIZE are in use')
    .replace(/^job [0-9a-f]{8}\b|(?<=job )[0-9a-f]{8}\b/gm, 'GUID')
    .replace(/this one knows \d+/, 'this one knows N')
    .trimEnd();
}
