// How the tests run: mirrors src, no mocks, real processes. Most of the time is waiting, so twice as many workers as cores.
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/setup/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Limits end what hangs, also on a slow and busy machine; nothing is judged by them.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 4,
    // A worker keeps the modules it has read; nothing of a module is changed by a test.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    globalSetup: ['test/setup/bundle.ts'],
  },
});
