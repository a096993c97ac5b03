import { spawn } from 'node:child_process';
import { once } from 'node:events';

// Vitest is the runner, as in `npm test`: only how much is played differs.
const files = ['test/stories/fault-matrix-', 'test/stories/secrets'];
const vitest = spawn('vitest', ['run', '--maxWorkers', '2', ...files, ...process.argv.slice(2)], {
  env: { ...process.env, FAULT_MATRIX: 'whole' },
  stdio: 'inherit',
});
const [exitCode]: readonly unknown[] = await once(vitest, 'exit');
process.exitCode = typeof exitCode === 'number' ? exitCode : 1;
