// Tests that need redis-server: where there is none they are skipped and say why.

import { describe } from 'vitest';
import { redisMissing } from './server-process.ts';

export function describeWithRedis(name: string, body: () => void): void {
  if (redisMissing === undefined) describe(name, body);
  else describe.skip(`${name} (${redisMissing})`, body);
}
