import { wholeNumber, type Verb } from './verb.ts';

/** `reinstate overview`. */
export const overview: Verb = (program, perform) => {
  program
    .command('overview')
    .description('write the overview of an open pull request into its one comment and its check runs')
    .requiredOption('--pr <number>', 'the pull request', wholeNumber)
    .option('--json', 'print one JSON document', false)
    .action(async (options: { pr: number; json: boolean }) =>
      perform(async (console) => {
        const { overviewCommand } = await import('../commands/overview.ts');
        return overviewCommand(options, console);
      }),
    );
};
