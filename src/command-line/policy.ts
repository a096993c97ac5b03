import type { Verb } from './verb.ts';

/** `reinstate policy test` and `reinstate policy tenants`. */
export const policy: Verb = (program, perform) => {
  const verb = program.command('policy').description('what the policy makes of requests');
  verb
    .command('test')
    .description("run the policy's own cases, .github/reinstate.tests.yml, offline")
    .option('--json', 'print one JSON document', false)
    .action(async (options: { json: boolean }) =>
      perform(async (console) => {
        const { policyTestCommand } = await import('../commands/policy-test.ts');
        return policyTestCommand(options, console);
      }),
    );
  verb
    .command('tenants')
    .description('the tenants that the policy names, offline')
    .option('--json', 'print one JSON document', false)
    .action(async (options: { json: boolean }) =>
      perform(async (console) => {
        const { policyTenantsCommand } = await import('../commands/policy-tenants.ts');
        return policyTenantsCommand(options, console);
      }),
    );
};
