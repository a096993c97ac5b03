import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Most of the time goes into waiting for git and other processes, so more workers than cores pay off.
    maxWorkers: 4,
    // No test file changes anything for another one, and each by itself would load the same modules again.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    coverage: { provider: 'v8', include: ['src/**'] },
  },
});
