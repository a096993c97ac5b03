import { Option } from 'commander';
import type { ListCommand } from '../commands/list.ts';
import type { Verb } from './verb.ts';

/** `reinstate list`. */
export const list: Verb = (program, perform) => {
  program
    .command('list')
    .description('the restricted entities of every tenant; changes nothing')
    .option('--tenant <name>', 'only this tenant')
    .option('--sort <column>', 'a column of the list, with :desc behind it for the other way round')
    .option('--search <text>', 'only what this text occurs in: entity, tenant, reason or request')
    .addOption(new Option('--type <type>', 'only these').choices(['mailbox', 'connector']))
    .option('--compact', 'one line an entity', false)
    .option('--json', 'print one JSON document', false)
    .action(async (options: ListCommand) =>
      perform(async (console) => {
        const { listCommand } = await import('../commands/list.ts');
        return listCommand(options, console);
      }),
    );
};
