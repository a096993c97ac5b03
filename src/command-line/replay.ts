import type { Verb } from './verb.ts';

/** `reinstate replay`. */
export const replay: Verb = (program, perform) => {
  program
    .command('replay')
    .description('run recorded decisions again and compare; changes nothing')
    .argument('[id...]', 'requests, <tenant>/<name>; every record where none is named')
    .option('--json', 'print one JSON document', false)
    .action(async (ids: string[], options: { json: boolean }) =>
      perform(async (console) => {
        const { replayCommand } = await import('../commands/replay.ts');
        return replayCommand({ ids, ...options }, console);
      }),
    );
};
