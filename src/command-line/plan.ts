import { wholeNumber, type Verb } from './verb.ts';

/** `reinstate plan`. */
export const plan: Verb = (program, perform) => {
  program
    .command('plan')
    .description('what would happen, and what is still missing; changes nothing')
    .option('--pr <number>', 'the requests of this pull request, before the merge or after it', wholeNumber)
    .option('--request <id>', 'one request of the default branch, <tenant>/<name>, settled or not')
    .option('--json', 'print one JSON document', false)
    .action(async (options: { pr?: number; request?: string; json: boolean }) =>
      perform(async (console) => {
        const { planCommand } = await import('../commands/plan.ts');
        return planCommand(options, console);
      }),
    );
};
