import type { Progress } from '../ports/progress.ts';
import type { Prompter } from '../ports/prompter.ts';
import type { Colours } from '../report/colours.ts';
import type { Environment } from './environment.ts';

/** Where a command runs and speaks: the only view it has of the process. */
export interface Console {
  readonly cwd: string;
  readonly env: Environment;
  readonly version: string;
  readonly colours: Colours;
  /** Writes to standard output as it is. */
  readonly out: (text: string) => void;
  readonly progress: Progress;
  /** Opens a conversation with the person at the terminal; absent where nobody sits there. */
  readonly prompt?: () => Prompter;
  /**
   * Aborted by SIGINT or SIGTERM. Who asks for it has to heed it: until then a signal ends the process by itself, from
   * then on only a second one does. Absent where no signal arrives.
   */
  readonly stopSignal?: () => AbortSignal;
}
