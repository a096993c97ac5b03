import { wholeNumber, type Verb } from './verb.ts';

/** `reinstate reconcile`. */
export const reconcile: Verb = (program, perform) => {
  program
    .command('reconcile')
    .description('bring the tenants to what the default branch asks for: decide, unblock, verify, record')
    .option('--tenant <name>', 'only this tenant')
    .option('--max-unblocks <n>', "stands in for the policy's limit, this once", wholeNumber)
    .option('--require-posture', 'refuse to run unless the repository is set up as it has to be', false)
    .option('--json', 'print one JSON document', false)
    .action(async (options: { tenant?: string; maxUnblocks?: number; requirePosture: boolean; json: boolean }) =>
      perform(async (console) => {
        const { reconcileCommand } = await import('../commands/reconcile.ts');
        return reconcileCommand(options, console);
      }),
    );
};
