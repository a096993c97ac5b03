import type { Writable } from 'node:stream';
import { createColors } from 'picocolors';
import type { Progress } from '../ports/progress.ts';
import { plainText } from '../report/text-safety.ts';
import type { Environment } from './environment.ts';

/** Shows progress on standard error: steps on a terminal only, warnings always. */
export function createTerminalProgress(stream: Writable & { readonly isTTY?: boolean }, env: Environment): Progress {
  const terminal = stream.isTTY === true && env['CI'] === undefined;
  const colours = createColors(terminal && env['NO_COLOR'] === undefined);
  return {
    step: (text) => {
      if (terminal) stream.write(`${colours.dim(`· ${plainText(text)}`)}\n`);
    },
    warn: (text) => {
      stream.write(`${colours.yellow('warning:')} ${plainText(text)}\n`);
    },
  };
}
