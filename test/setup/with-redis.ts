// Tests that need redis-server: where there is none they are skipped and say why.

import { describe } from 'vitest';
import { redisMissing } from './server-process.ts';

export function describeWithRedis(name: string, body: () => void, missing = redisMissing): void {
  if (missing === undefined) describe(name, body);
  else describe.skip(`${name} (${missing})`, body);
}
