import type { Verb } from './verb.ts';

/** `reinstate doctor`. */
export const doctor: Verb = (program, perform) => {
  program
    .command('doctor')
    .description('check credentials, roles and set-up, and print what mends each; changes nothing')
    .option('--tenant <name>', 'of the tenants, only this one')
    .option('--json', 'print one JSON document', false)
    .action(async (options: { tenant?: string; json: boolean }) =>
      perform(async (console) => {
        const { doctorCommand } = await import('../commands/doctor.ts');
        return doctorCommand(options, console);
      }),
    );
};
