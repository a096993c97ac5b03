import { wholeNumber, type Verb } from './verb.ts';

/** `reinstate overview`. */
export const overview: Verb = (program, perform) => {
  program
    .command('overview')
    .description('write the overview of an open pull request, or of all, into its one comment and its check runs')
    .option('--pr <number>', 'the pull request; else every open one that asks for an unblock', wholeNumber)
    .option('--json', 'print one JSON document', false)
    .action(async (options: { pr?: number; json: boolean }) =>
      perform(async (console) => {
        const { overviewCommand } = await import('../commands/overview.ts');
        return overviewCommand(options, console);
      }),
    );
};
