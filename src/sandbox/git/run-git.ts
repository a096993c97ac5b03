import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const LARGEST_OUTPUT_BYTES = 256 * 1024 * 1024;

/** Runs git commands in an environment of the sandbox's own: nobody's configuration, hooks or credentials reach it. */
export interface Git {
  /** Where git's own programs are, `git-http-backend` among them. */
  readonly programs: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Runs git and returns its output. Rejects where it fails. */
  run(args: readonly string[], options?: GitRun): Promise<string>;
  /** As {@link Git.run}, with the output's bytes. */
  bytes(args: readonly string[], options?: GitRun): Promise<Buffer>;
}

/** How one git command is run. */
export interface GitRun {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Exit codes beside 0 whose output is an answer too. */
  readonly expect?: readonly number[];
}

/** Finds git through the PATH and makes `home` its home folder. Rejects where there is no git. */
export async function findGit(home: string): Promise<Git> {
  const programs = (await execute('git', ['--exec-path'])).stdout.trim();
  const environment = {
    PATH: programs,
    HOME: home,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
  const git = join(programs, 'git');
  const bytes = async (args: readonly string[], options: GitRun = {}) => {
    const env = { ...environment, ...options.env };
    const { code, stdout, stderr } = await pipe(git, args, { ...options, env, cwd: options.cwd ?? home });
    if (code === 0 || options.expect?.includes(code)) return stdout;
    throw new Error(`git ${args.join(' ')} failed (${code}): ${stderr.toString()}`);
  };
  return { programs, environment, bytes, run: async (args, options) => (await bytes(args, options)).toString() };
}

/** A git command whose input and output are streams. */
export interface Piped {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** Runs a program with the given input to its end. */
export async function pipe(
  program: string,
  args: readonly string[],
  { input = '', env, cwd }: Pick<GitRun, 'input' | 'env' | 'cwd'>,
): Promise<Piped> {
  const child = spawn(program, args, { env: { ...env }, cwd, stdio: 'pipe' });
  // A program that ends without reading all of its input closes the pipe; its exit code says what that means.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [stdout, stderr, code] = await Promise.all([
    collect(child.stdout),
    collect(child.stderr),
    new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exit) => resolve(exit ?? -1));
    }),
  ]);
  return { code, stdout, stderr };
}

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > LARGEST_OUTPUT_BYTES) throw new Error('git printed too much');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
