// The Lua that is bundled is the Lua that is in the files.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'vitest';

test('the bundled functions are those of the files', () => {
  execFileSync(process.execPath, [join(import.meta.dirname, '../../../scripts/gen-lua.ts'), '--check']);
});
