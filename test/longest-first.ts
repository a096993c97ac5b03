import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Beginnings of paths of what takes minutes, mostly to wait. A machine that has run none of it yet goes by the size of files,
 * and some of these are a few lines: begun last, they would be waited for by everybody else.
 */
export const LONGEST: readonly string[] = [
  'test/stories/fault-matrix-',
  'test/simulation/',
  'test/stories/secrets.test.ts',
  'test/crash/',
  'test/stories/claims',
  'test/stories/threats-',
  'test/stories/bad-answers.test.ts',
  'test/stories/outages.test.ts',
  'test/stories/calls-apart.test.ts',
  'test/stories/tenants-apart.test.ts',
];

/** Begins with what takes longest, so that nothing is left to wait for in the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      LONGEST.some((beginning) => moduleId.startsWith(`${root}/${beginning}`));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
