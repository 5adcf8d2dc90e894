// How the tests run: mirrors src, no mocks, real processes; two cores, so two workers.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    globalSetup: ['test/setup/bundle.ts'],
  },
});
