// The user's editor, on a text.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './settings.ts';

export type EditedText = { ok: true; text: string } | { ok: false; reason: string };

/** `VISUAL`, else `EDITOR`, else vi; words behind its name are its own. The text is in a file that nobody else can read. */
export async function editText(text: string, env: Environment): Promise<EditedText> {
  const editor = env.VISUAL || env.EDITOR || 'vi';
  const folder = mkdtempSync(join(tmpdir(), 'hero-edit-'));
  const file = join(folder, 'action.hero');
  try {
    writeFileSync(file, `${text}\n`, { mode: 0o600 });
    const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, editor, file], {
      env: env as NodeJS.ProcessEnv,
      stdio: 'inherit',
    });
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    if (code === 0) return { ok: true, text: readFileSync(file, 'utf8') };
    return { ok: false, reason: `the editor ${editor} ended with ${code ?? signal}` };
  } catch (error) {
    return { ok: false, reason: `the editor ${editor} failed: ${(error as Error).message}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
