// The scripts of the shells lie beside this file as they are; the package has the sources beside the bundle.

import { existsSync, readFileSync } from 'node:fs';

export function completionScript(shell: 'bash' | 'zsh' | 'fish'): string {
  const beside = new URL(`./shells/hero.${shell}`, import.meta.url);
  const ofBundle = new URL(`../src/cli/completion/shells/hero.${shell}`, import.meta.url);
  return readFileSync(existsSync(beside) ? beside : ofBundle, 'utf8');
}
