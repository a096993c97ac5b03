import type { Verb } from './verb.ts';

/** `reinstate sandbox`. */
export const sandbox: Verb = (program, perform) => {
  program
    .command('sandbox')
    .description('an embedded tenant, identity provider and forge on this machine')
    .option('--play', 'play the whole story in it and stop', false)
    .option('--fault <system/name[@target]>', 'let something go wrong every time; may be given again', added, [])
    .option('--json', 'print where everything is as one JSON document', false)
    .action(async (options: { play: boolean; fault: readonly string[]; json: boolean }) =>
      perform(async (console) => {
        const { sandboxCommand } = await import('../commands/sandbox.ts');
        return sandboxCommand(options, console);
      }),
    );
};

function added(fault: string, others: readonly string[]): readonly string[] {
  return [...others, fault];
}
