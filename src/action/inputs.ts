import type { CommandDescription, OptionDescription } from '../command-line/program.ts';
import type { Environment } from '../commands/environment.ts';
import { ConfigurationError } from '../support/errors.ts';
import type { StartEvent } from './event.ts';

/** What a workflow handed over, under the names of action.yml; what it left empty is not there. */
export type Inputs = ReadonlyMap<string, string>;

/** Inputs that are the action's own; every other one is an option of the command. */
const OWN = new Set(['command', 'arguments', 'working-directory', 'github-token', 'sarif-file']);

/** Options that say how to print, which is the action's own business. */
const PRINTING = new Set(['json', 'format']);

const PREFIX = 'INPUT_';

/** Reads the inputs as the runner hands them over: one variable each, in capitals, empty where nothing was given. */
export function readInputs(env: Environment): Inputs {
  return new Map(
    Object.entries(env).flatMap(([name, value]) => {
      const given = value?.trim() ?? '';
      return name.startsWith(PREFIX) && given !== '' ? [[name.slice(PREFIX.length).toLowerCase(), given] as const] : [];
    }),
  );
}

/**
 * The environment that the command sees: without the inputs, among which is a token that no child process has any
 * business with, and with that token where commands look for it. Throws ConfigurationError for two different tokens.
 */
export function commandEnvironment(env: Environment, inputs: Inputs): Environment {
  const others = Object.entries(env).filter(([name]) => !name.startsWith(PREFIX));
  const token = inputs.get('github-token');
  if (token === undefined) return Object.fromEntries(others);
  const ambient = env['GITHUB_TOKEN'] ?? '';
  if (ambient !== '' && ambient !== token) {
    throw new ConfigurationError('the input github-token and the variable GITHUB_TOKEN differ', {
      hint: 'give the token once',
    });
  }
  return { ...Object.fromEntries(others), GITHUB_TOKEN: token };
}

/**
 * The command that the inputs name, as it is typed. Throws ConfigurationError for one that is missing (the runner does
 * not mind) or unknown.
 */
export function commandOf(inputs: Inputs, commands: readonly CommandDescription[]): CommandDescription {
  const wanted = inputs.get('command')?.split(/\s+/u).join(' ');
  const found = commands.find(({ name }) => name === wanted);
  if (found) return found;
  const wrong = wanted === undefined ? 'the input command is missing' : `there is no command ${JSON.stringify(wanted)}`;
  throw new ConfigurationError(wrong, { hint: `use one of ${commands.map(({ name }) => name).join(', ')}` });
}

/**
 * What the command line would be. Throws ConfigurationError for an input that the command does not have: `tennant` must
 * not mean every tenant. The event says which commits, pull request or issue are meant where nothing else does.
 */
export function commandLine(
  command: CommandDescription,
  inputs: Inputs,
  event: StartEvent | undefined,
): readonly string[] {
  const known = command.options.filter(({ name }) => !PRINTING.has(name));
  const given = [...inputs].filter(([name]) => !OWN.has(name));
  const options = given.flatMap(([name, value]) => {
    const option = known.find((one) => one.name === name);
    if (option) return spelled(option, value);
    throw new ConfigurationError(`${command.name} takes no input ${JSON.stringify(name)}`, {
      hint: known.length === 0 ? 'it takes none' : `it takes ${known.map((one) => one.name).join(', ')}`,
    });
  });
  assertOwnInputs(command, inputs);
  const fromEvent = event ? eventOptions(command, inputs, event) : [];
  const json = command.options.some(({ name }) => name === 'json') ? ['--json'] : [];
  const values = linesOf(inputs.get('arguments') ?? '');
  return [
    ...command.name.split(' '),
    ...options,
    ...fromEvent,
    ...json,
    ...(values.length > 0 ? ['--', ...values] : []),
  ];
}

function assertOwnInputs({ name, takesArguments }: CommandDescription, inputs: Inputs): void {
  if (inputs.has('arguments') && !takesArguments) throw new ConfigurationError(`${name} takes no arguments`);
  if (inputs.has('sarif-file') && name !== 'validate') {
    throw new ConfigurationError('the input sarif-file belongs to validate');
  }
}

/** An option with its value behind an equals sign, so that no value is taken for an option. */
function spelled({ name, kind }: OptionDescription, value: string): readonly string[] {
  if (kind === 'list') return linesOf(value).map((line) => `--${name}=${line}`);
  if (kind === 'value') return [`--${name}=${value}`];
  if (/^true$/iu.test(value)) return [`--${name}`];
  if (/^false$/iu.test(value)) return [];
  throw new ConfigurationError(`the input ${name} is ${JSON.stringify(value)}`, { hint: 'use true or false' });
}

function eventOptions(command: CommandDescription, inputs: Inputs, event: StartEvent): readonly string[] {
  if ('issue' in event) {
    const asks = command.name === 'new' && !inputs.has('issue') && !inputs.has('arguments');
    return asks ? [`--issue=${event.issue}`, `--issue-digest=${event.sha256}`] : [];
  }
  if (command.name === 'validate' && !inputs.has('since') && !inputs.has('arguments')) {
    return [`--since=${event.baseCommit}`];
  }
  const asksForOne = command.options.some(({ name }) => name === 'pr');
  return asksForOne && !inputs.has('pr') && !inputs.has('request') ? [`--pr=${event.number}`] : [];
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
