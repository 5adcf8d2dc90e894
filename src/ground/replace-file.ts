// Replaces a file as a whole: who reads it meanwhile sees the old text or the new one, never half of it.

import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Keeps the file's rights, and follows a symbolic link to the file it names. Throws what the system says. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path);
  const { mode } = await stat(target);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}`);
  try {
    await using file = await open(temporary, 'wx', mode);
    await file.writeFile(text);
    await file.chmod(mode);
    await file.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await rename(temporary, target);
}
