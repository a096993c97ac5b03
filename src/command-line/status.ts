import type { Verb } from './verb.ts';

/** `reinstate status`. */
export const status: Verb = (program, perform) => {
  program
    .command('status')
    .description('phases, conditions and drift from the records; changes nothing')
    .argument('[id]', 'one request, <tenant>/<name>; everything where none is named')
    .option('--json', 'print one JSON document', false)
    .action(async (id: string | undefined, options: { json: boolean }) =>
      perform(async (console) => {
        const { statusCommand } = await import('../commands/status.ts');
        return statusCommand({ ...(id === undefined ? {} : { id }), ...options }, console);
      }),
    );
};
