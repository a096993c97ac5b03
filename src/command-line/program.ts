import { Command, CommanderError } from 'commander';
import type { Console } from '../commands/console.ts';
import { exitCodeOfError, type ExitCode } from '../commands/exit-code.ts';
import { describeError, errorDocument } from '../report/error-text.ts';
import { jsonText } from '../report/text-safety.ts';
import type { Perform, Verb } from './verb.ts';

/** Who asks: which verbs there are, where they run, and where what is wrong is said. */
export interface Caller {
  readonly verbs: readonly Verb[];
  readonly console: Console;
  /** Hears what is wrong with the arguments or ended a command, in lines for a person. */
  readonly complain: (text: string) => void;
}

/** Runs the verb that the arguments name and gives its exit code. Never throws. */
export async function runProgram(args: readonly string[], { verbs, console, complain }: Caller): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = createProgram(verbs, async (action) => {
    exitCode = await action(console);
  })
    .version(console.version)
    .exitOverride();
  for (const command of everyCommand(program)) {
    command.exitOverride().configureOutput({ writeErr: complain });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const misused = error instanceof CommanderError;
    if (!misused) complain(describeError(error)); // commander has said it already
    if (asksForJson(args)) console.out(jsonText({ error: misused ? usageDocument(error) : errorDocument(error) }));
    return misused ? 2 : exitCodeOfError(error);
  }
}

function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).includes('--json');
}

/** What commander says, as other errors say it: without its own prefix. */
function usageDocument({ code, message }: CommanderError): { readonly message: string; readonly hint: string } {
  if (code === 'commander.help') return { message: 'no command is named', hint: 'see reinstate help' };
  const [first = '', ...more] = message.split('\n');
  return { message: [first.replace(/^error: /u, ''), ...more].join('\n'), hint: 'see reinstate help' };
}

/** What a caller has to know of an option. */
export interface OptionDescription {
  /** Without its dashes. */
  readonly name: string;
  readonly kind: 'flag' | 'value' | 'list';
}

/** What a caller has to know of a command. */
export interface CommandDescription {
  /** As it is typed, `policy test`. */
  readonly name: string;
  readonly options: readonly OptionDescription[];
  readonly takesArguments: boolean;
}

/** Every command of these verbs, for whoever can't ask a person to read its help. */
export function describeCommands(verbs: readonly Verb[]): readonly CommandDescription[] {
  return everyCommand(createProgram(verbs, async () => {}))
    .filter(({ commands }) => commands.length === 0)
    .map((command) => ({
      name: nameOf(command),
      options: command.options.map((option) => ({
        name: (option.long ?? '').replace(/^--/u, ''),
        kind: option.isBoolean() ? 'flag' : option.variadic ? 'list' : 'value',
      })),
      takesArguments: command.registeredArguments.length > 0,
    }));
}

function createProgram(verbs: readonly Verb[], perform: Perform): Command {
  const program = new Command('reinstate').description(
    'Unblock restricted senders in Microsoft 365 by pull request, with proof.',
  );
  for (const addTo of verbs) addTo(program, perform);
  return program;
}

function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function nameOf(command: Command): string {
  const names: string[] = [];
  for (let at: Command | null = command; at?.parent; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}
