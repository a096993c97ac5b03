import { defineConfig } from 'vitest/config';

/** The tests that a mutation run repeats for every mutant: those beside the stages that are mutated, and of the decision. */
export default defineConfig({
  test: {
    include: ['test/{approval,decision,policy}/**/*.test.ts'],
    // Generated histories differ from run to run, and a mutant must not live or die by luck.
    exclude: ['test/**/properties.test.ts'],
  },
});
