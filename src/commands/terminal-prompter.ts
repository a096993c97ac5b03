import { createInterface, type Interface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import type { Prompter } from '../ports/prompter.ts';
import { plainText } from '../report/text-safety.ts';
import { ConfigurationError } from '../support/errors.ts';

/** Asks on standard error, so that standard output keeps nothing but results. */
export function createTerminalPrompter(input: Readable, output: Writable): Prompter {
  const terminal = createInterface({ input, output, terminal: true });
  return {
    say: (text) => {
      output.write(`${plainText(text)}\n`);
    },
    ask: async (question) => (await answerTo(terminal, `${plainText(question)} `)).trim(),
    close: () => terminal.close(),
  };
}

/** Ctrl-C and Ctrl-D close the terminal, and then the question would stay open for ever. */
async function answerTo(terminal: Interface, question: string): Promise<string> {
  const left = new AbortController();
  const leave = (): void => left.abort();
  terminal.once('close', leave);
  try {
    return await terminal.question(question, { signal: left.signal });
  } catch (error) {
    if (!left.signal.aborted && !isClosed(error)) throw error;
    throw new ConfigurationError('nobody answers, so nothing was written');
  } finally {
    terminal.off('close', leave);
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_USE_AFTER_CLOSE';
}
