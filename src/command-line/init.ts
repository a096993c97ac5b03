import type { Verb } from './verb.ts';

interface Options {
  readonly action?: string;
  readonly branch?: string;
  readonly tenant?: string;
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly readerClientId?: string;
  readonly domain?: readonly string[];
  readonly approver?: readonly string[];
  readonly appId?: string;
  readonly print?: string;
  readonly json: boolean;
}

/** `reinstate init`. */
export const init: Verb = (program, perform) => {
  program
    .command('init')
    .description('write workflows, schemas, policy and templates into a repository that adopts Reinstate')
    .argument('[dir]', 'the root of the repository; the working folder where none is named')
    .option('--action <owner/repo@ref>', 'the published action that the workflows run, pinned by its commit')
    .option('--branch <name>', 'the default branch, where it is not main')
    .option('--tenant <name>', 'what the tenant is called here')
    .option('--tenant-id <guid>', "the tenant's id")
    .option('--client-id <guid>', 'the app registration that may unblock')
    .option('--reader-client-id <guid>', 'the app registration that may only read')
    .option('--domain <domain...>', "the tenant's domains")
    .option('--approver <name...>', 'who approves: logins, and teams as organisation/team')
    .option('--app-id <number>', 'the GitHub App that writes the records')
    .option('--print <path>', 'only print what would be written at this path')
    .option('--json', 'print one JSON document', false)
    .action(async (folder: string | undefined, options: Options) =>
      perform(async (console) => {
        const { initCommand } = await import('../commands/init.ts');
        const { print, json, domain, approver, ...answers } = options;
        const lists = { ...(domain ? { domains: domain } : {}), ...(approver ? { approvers: approver } : {}) };
        const asked = { ...(folder === undefined ? {} : { folder }), ...(print === undefined ? {} : { print }) };
        return initCommand({ ...asked, answers: { ...answers, ...lists }, json }, console);
      }),
    );
};
