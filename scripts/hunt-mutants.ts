import { parseArgs } from 'node:util';
import { hunt } from '../test/simulation/mutate.ts';
import { MUTANTS } from '../test/simulation/mutants/mutants.ts';

/*
 * Plays seeds against the program with one fault planted at a time, and prints one line of JSON for each. A process of its
 * own: modules are loaded anew for each mutant, which a test runner's own loader would not let us do.
 */

const { values } = parseArgs({
  options: {
    /** How many seeds each mutant may live for. */
    seeds: { type: 'string', default: '300' },
    /** The first of them. */
    from: { type: 'string', default: '1' },
    /** Every how manieth mutant, and which to begin with: for several processes beside each other. */
    stride: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    only: { type: 'string', default: '' },
  },
});
const stride = Number(values.stride);
const first = Number(values.first);

for (const [index, mutant] of MUTANTS.entries()) {
  if (index % stride !== first || !mutant.name.includes(values.only)) continue;
  process.stdout.write(`${JSON.stringify(await hunt(mutant, Number(values.seeds), Number(values.from)))}\n`);
}
