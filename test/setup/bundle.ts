// Before the tests: the bundle they run must be that of the sources they test.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export default function bundle(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, '../../scripts/build.ts'), '--if-stale'], {
    stdio: 'inherit',
  });
}
