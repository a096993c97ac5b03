import type { Verb } from './verb.ts';

/** `reinstate policy test`. */
export const policy: Verb = (program, perform) => {
  program
    .command('policy')
    .description('what the policy makes of requests')
    .command('test')
    .description("run the policy's own cases, .github/reinstate.tests.yml, offline")
    .option('--json', 'print one JSON document', false)
    .action(async (options: { json: boolean }) =>
      perform(async (console) => {
        const { policyTestCommand } = await import('../commands/policy-test.ts');
        return policyTestCommand(options, console);
      }),
    );
};
