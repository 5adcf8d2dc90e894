// In which order files are begun: the longest first, so that at the end no worker has one left that the others wait for.

import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes many seconds; those that compute and those that mostly wait take turns, as they do not disturb one another. */
const long = [
  'store/redis.test.ts',
  'store/redis/bounded.test.ts',
  'docs/agents/shell.test.ts',
  'app/kill.test.ts',
  'store/redis/copies.test.ts',
  'diagnostics/explain.test.ts',
  'cli/watch.test.ts',
  'store/redis-cluster.test.ts',
  'app/daemons.test.ts',
  'store/redis-script.test.ts',
  'store/redis/connect.test.ts',
  'cli/run.test.ts',
  'store/redis/open.test.ts',
  'app/secrets.test.ts',
  'docs/agents/python.test.ts',
  'store/sqlite.test.ts',
  'docs/systemd.test.ts',
  'store/redis/processes.test.ts',
  'app/redis.test.ts',
  'store/same.test.ts',
  'faults/matrix.test.ts',
  'app/schedules.test.ts',
  'store/redis/failover.test.ts',
  'store/sqlite/processes.test.ts',
  'app/daemons-redis.test.ts',
  'cli/operate.test.ts',
  'cli/job.test.ts',
  'cli/job-redis.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const tests = join(this.ctx.config.root, 'test');
    const gone = long.filter((name) => !existsSync(join(tests, name)));
    if (gone.length > 0) throw new Error(`test/setup/longest-first.ts names what is not there: ${gone.join(', ')}`);
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = long.indexOf(relative(tests, moduleId));
      return place === -1 ? long.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
