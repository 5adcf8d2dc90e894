// The command's first file: checks Node, switches on the compile cache, then loads the rest.
// It must be readable by any Node that knows ES modules.

import module from 'node:module';
import { hideSqliteWarning } from '../ground/sqlite-warning.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(`hero needs Node.js 22.13 or later; this is ${process.versions.node}\n`);
  process.exitCode = 2;
} else {
  hideSqliteWarning();
  module.enableCompileCache?.();
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2));
}
