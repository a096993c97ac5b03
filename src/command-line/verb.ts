import { InvalidArgumentError, type Command } from 'commander';
import type { Console } from '../commands/console.ts';
import type { ExitCode } from '../commands/exit-code.ts';

/** What carries out a verb: the libraries of the others would only cost time, so each is loaded when it is asked for. */
export type Action = (console: Console) => Promise<ExitCode>;

/** Runs an action and keeps its exit code. */
export type Perform = (action: Action) => Promise<void>;

/** Adds one verb with its arguments and options to the program. */
export type Verb = (program: Command, perform: Perform) => void;

/** Reads an option as a whole number from 1 up. Throws InvalidArgumentError, which commander tells in its own words. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/u.test(text)) throw new InvalidArgumentError('give a whole number from 1 up');
  return Number(text);
}

/** Reads an option as a sha256. Throws InvalidArgumentError. */
export function sha256(text: string): string {
  if (!/^[0-9a-f]{64}$/iu.test(text)) throw new InvalidArgumentError('give the 64 hexadecimal digits of a sha256');
  return text.toLowerCase();
}
