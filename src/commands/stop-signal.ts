import type { Progress } from '../ports/progress.ts';
import { InterruptedError } from '../support/errors.ts';
import type { ExitCode } from './exit-code.ts';

/** The part of a process that signals arrive at. */
export interface SignalledProcess {
  on(signal: StopSignal, listener: () => void): unknown;
  exit(code: ExitCode): void;
}

type StopSignal = 'SIGINT' | 'SIGTERM';

/**
 * A signal that is aborted when the process is told to stop; from then on a second one ends it at once. A SIGTERM after
 * a SIGINT is not that: GitHub Actions sends both to a job that is cancelled, and every second until it kills counts.
 */
export function createStopSignal(process: SignalledProcess, progress: Progress): AbortSignal {
  const controller = new AbortController();
  let received: StopSignal | undefined;
  const receive = (signal: StopSignal): void => {
    if (received === undefined) {
      progress.warn(`${signal}: stopping where nothing is lost; once more ends it at once`);
      controller.abort(new InterruptedError(`stopped by ${signal}`, { hint: 'nothing is lost: run it again' }));
    } else if (received === 'SIGTERM' || signal === 'SIGINT') {
      process.exit(3);
    }
    received = signal;
  };
  process.on('SIGINT', () => receive('SIGINT'));
  process.on('SIGTERM', () => receive('SIGTERM'));
  return controller.signal;
}
