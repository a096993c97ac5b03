import type { Verb } from './verb.ts';

/** `reinstate validate`. */
export const validate: Verb = (program, perform) => {
  program
    .command('validate')
    .description('check request files against their schema and the policy, offline')
    .argument('[path...]', 'files or folders; all of unblock-requests/ where none is named')
    .option('--since <ref>', 'only what changed since this commit, read from git')
    .option('--format <format>', 'pretty, json, github or sarif', 'pretty')
    .option('--json', 'the same as --format json', false)
    .action(async (paths: string[], options: { since?: string; format: string; json: boolean }) =>
      perform(async (console) => {
        const { runValidate } = await import('../commands/validate.ts');
        return runValidate({ paths, ...options }, console);
      }),
    );
};
