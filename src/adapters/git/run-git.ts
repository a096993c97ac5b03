import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import pLimit from 'p-limit';
import { errorMessage } from '../../support/errors.ts';

/** One git command that did not end well, as git told it; secrets are already struck out. */
export class GitFailure extends Error {
  readonly output: string;
  readonly timedOut: boolean;

  constructor(output: string, timedOut: boolean) {
    super(output);
    this.name = 'GitFailure';
    this.output = output;
    this.timedOut = timedOut;
  }
}

/** Runs git in one directory under one environment. Every method but `close` throws GitFailure. */
export interface GitRunner {
  /** What the command printed, as UTF-8 text, untrimmed. */
  text(args: readonly string[], input?: Uint8Array): Promise<string>;
  /** What the command printed, as bytes. */
  bytes(args: readonly string[], input?: Uint8Array): Promise<Uint8Array>;
  /** Ends every command that still runs and starts no other. */
  close(): Promise<void>;
}

/** How git is run. */
export interface GitRunnerOptions {
  readonly directory: string;
  /** The whole environment of the child process. */
  readonly env: Readonly<Record<string, string>>;
  /** A command that prints nothing for this long is ended. */
  readonly silenceMs: number;
  /** Strikes secrets out of what git printed. */
  readonly redact: (text: string) => string;
}

const PROCESSES_AT_ONCE = 8;
/** How long a git that was told to end may take, and how long a child it left behind may hold its streams open. */
const GRACE_MS = 5_000;

/** A runner; nothing is started yet. */
export function createGitRunner({ directory, env, silenceMs, redact }: GitRunnerOptions): GitRunner {
  const limit = pLimit(PROCESSES_AT_ONCE);
  const running = new Map<ChildProcessWithoutNullStreams, Promise<Ended>>();
  let closed = false;

  async function run(args: readonly string[], input: Uint8Array | undefined): Promise<Buffer> {
    if (closed) throw new GitFailure('git is not used any more', false);
    // Node's own error for this would read as if there were no git.
    if (!existsSync(directory)) throw new GitFailure(redact(`${directory}: a directory that does not exist`), false);
    const child = start(args, directory, env);
    const ending = endOf(child, silenceMs).finally(() => running.delete(child));
    running.set(child, ending);
    // A git that ends before it has read everything breaks the pipe; its exit code tells why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const { exitCode, stdout, stderr, timedOut } = await ending;
    if (exitCode === 0 && !timedOut) return stdout;
    throw new GitFailure(redact(Buffer.concat([stderr, stdout]).toString('utf8')), timedOut);
  }

  async function runInTurn(args: readonly string[], input: Uint8Array | undefined): Promise<Buffer> {
    try {
      return await limit(async () => run(args, input));
    } catch (error) {
      throw error instanceof GitFailure ? error : new GitFailure(redact(errorMessage(error)), false);
    }
  }

  return {
    text: async (args, input) => (await runInTurn(args, input)).toString('utf8'),
    bytes: runInTurn,
    async close() {
      closed = true;
      for (const child of running.keys()) child.kill();
      await Promise.allSettled(running.values());
    },
  };
}

/**
 * In a process group of its own: a Ctrl-C at the terminal reaches every process of the foreground, and git would break
 * off in the middle of what this program still means to finish. No library on top of git can start it like that.
 */
function start(
  args: readonly string[],
  directory: string,
  env: Readonly<Record<string, string>>,
): ChildProcessWithoutNullStreams {
  return spawn('git', [...args], { cwd: directory, env, detached: true, windowsHide: true, stdio: 'pipe' });
}

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly timedOut: boolean;
}

/** Waits for the end of the streams, which is when all output is here. Rejects where git could not be started. */
async function endOf(child: ChildProcessWithoutNullStreams, silenceMs: number): Promise<Ended> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let timedOut = false;
  let grace: NodeJS.Timeout | undefined;
  const silence = setTimeout(() => {
    timedOut = true;
    child.kill();
    grace = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  }, silenceMs);
  const collect = (chunks: Buffer[]) => (chunk: Buffer) => {
    silence.refresh();
    chunks.push(chunk);
  };
  child.stdout.on('data', collect(stdout));
  child.stderr.on('data', collect(stderr));
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  child.once('exit', () => {
    clearTimeout(silence);
    clearTimeout(grace);
    grace = setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }, GRACE_MS);
  });
  try {
    const exitCode = await promise;
    return { exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr), timedOut };
  } finally {
    clearTimeout(silence);
    clearTimeout(grace);
  }
}
