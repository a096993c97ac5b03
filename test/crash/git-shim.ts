import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { STAGES, type Staged } from './stages.ts';

/** A git command of a run: the `nth` of its name in its stage, and whether it had done its work when the run died. */
export interface GitPlace extends Staged {
  readonly when: 'before' | 'after';
}

/** A git that notes every command and can end the program that started it. */
export interface GitShim extends AsyncDisposable {
  /** Where the program keeps its temporary files. */
  readonly temporary: string;
  /** Commands so far, in the order they were started. */
  commands(): Promise<readonly Staged[]>;
  /** What makes a program use it; `kill` says at which command it dies. Each call starts counting anew. */
  env(kill?: GitPlace): Promise<Record<string, string>>;
}

/**
 * Before the command: the program dies and git never runs. After it: git has done all of its work, and nobody reads
 * what it printed. A folder that can be made only once counts for commands that run at the same time.
 */
const SCRIPT = `#!/bin/sh
cd "$CRASH_FOLDER" || exit 1
stage=judging
[ -d judging.push.1 ] && stage=claimed
[ -d claimed.fast-import.1 ] && stage=recording
[ -d recording.push.1 ] && stage=reporting
nth=1
until mkdir "$stage.$1.$nth" 2> /dev/null; do nth=$((nth + 1)); done
echo "$stage.$1.$nth" >> commands
cd "$OLDPWD" || exit 1
[ "$stage.$1.$nth" = "$CRASH_AT" ] || exec "$CRASH_GIT" "$@"
[ "$CRASH_WHEN" = before ] || "$CRASH_GIT" "$@" > /dev/null 2>&1
kill -KILL "$PPID"
`;

/** Makes the shim in a folder of its own, in front of the real git. */
export async function gitShim(): Promise<GitShim> {
  const folder = await mkdtemp(join(tmpdir(), 'reinstate-shim-'));
  const temporary = join(folder, 'tmp');
  await mkdir(join(folder, 'bin'));
  await mkdir(temporary);
  await writeFile(join(folder, 'bin', 'git'), SCRIPT);
  await chmod(join(folder, 'bin', 'git'), 0o755);
  let counting = '';
  return {
    [Symbol.asyncDispose]: async () => rm(folder, { recursive: true, force: true, maxRetries: 20 }),
    temporary,
    commands: async () => {
      const noted = await readFile(join(counting, 'commands'), 'utf8').catch(() => '');
      return noted
        .split('\n')
        .filter((line) => line !== '')
        .map(toStaged);
    },
    env: async (kill) => {
      counting = await mkdtemp(join(folder, 'count-'));
      return {
        PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
        TMPDIR: temporary,
        CRASH_FOLDER: counting,
        CRASH_GIT: await realGit(),
        ...(kill ? { CRASH_AT: `${kill.stage}.${kill.name}.${kill.nth}`, CRASH_WHEN: kill.when } : {}),
      };
    },
  };
}

async function realGit(): Promise<string> {
  return new Promise((resolve) => execFile('sh', ['-c', 'command -v git'], (_, stdout) => resolve(stdout.trim())));
}

function toStaged(line: string): Staged {
  const [first = '', name = '', nth = ''] = line.split('.');
  return { stage: STAGES.find((stage) => stage === first) ?? 'judging', name, nth: Number(nth) };
}
