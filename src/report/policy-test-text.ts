import type { CaseResult, Difference } from '../policy-test/run-cases.ts';
import type { Colours } from './colours.ts';
import { plainText } from './text-safety.ts';

/** One line for each case; below one that fails, what was expected, what came of it, and why. */
export function renderPolicyTest(cases: readonly CaseResult[], colours: Colours): string {
  const failed = cases.filter(({ passed }) => !passed).length;
  const summary =
    failed === 0
      ? colours.green(`${cases.length} of ${cases.length} cases pass`)
      : colours.red(`${failed} of ${cases.length} cases fail`);
  return `${[...cases.flatMap((one) => linesOf(one, colours)), '', summary].join('\n')}\n`;
}

function linesOf({ name, passed, differences }: CaseResult, colours: Colours): readonly string[] {
  const mark = passed ? colours.green('pass') : colours.red('FAIL');
  return [`${mark}  ${plainText(name)}`, ...differences.flatMap((difference) => explain(difference, colours))];
}

function explain({ of, expected, got, reasons }: Difference, colours: Colours): readonly string[] {
  return [
    `      ${plainText(of)}: expected ${colours.bold(expected)}, got ${colours.bold(got)}`,
    ...reasons.map((reason) => `        ${colours.dim(plainText(reason))}`),
  ];
}
