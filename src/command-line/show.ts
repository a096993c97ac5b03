import type { Verb } from './verb.ts';

/** `reinstate show`. */
export const show: Verb = (program, perform) => {
  program
    .command('show')
    .description('one restricted entity: why, since when, what the tenant shows of its account; changes nothing')
    .argument('<entity>', 'an address of the account, or the GUID of a connector')
    .option('--tenant <name>', 'the tenant it belongs to, where that is not clear')
    .option('--json', 'print one JSON document', false)
    .action(async (entity: string, options: { tenant?: string; json: boolean }) =>
      perform(async (console) => {
        const { showCommand } = await import('../commands/show.ts');
        return showCommand({ entity, ...options }, console);
      }),
    );
};
