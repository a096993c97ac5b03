import manifest from '../../package.json' with { type: 'json' };
import { createStopSignal } from '../commands/stop-signal.ts';
import { runAction } from './run-action.ts';

// What the runner starts: action.yml names the bundle of this file.
process.exitCode = await runAction({
  cwd: process.cwd(),
  env: process.env,
  version: manifest.version,
  write: (text) => process.stdout.write(text),
  // The runner's signals go to this very process.
  stopSignal: (progress) => createStopSignal(process, progress),
});
// Libraries leave timers and idle connections behind. Everything is done and printed, so nobody waits for them.
process.stdout.write('', () => process.exit());
