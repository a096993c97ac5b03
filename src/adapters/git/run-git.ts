import pLimit from 'p-limit';
import { GitError, GitPluginError, simpleGit, type SimpleGit, type SimpleGitOptions } from 'simple-git';
import { errorMessage, InternalError } from '../../support/errors.ts';

/** One git command that did not end well, as git told it; secrets are already struck out. */
export class GitFailure extends GitError {
  readonly output: string;
  readonly timedOut: boolean;

  constructor(output: string, timedOut: boolean) {
    super(undefined, output);
    this.name = 'GitFailure';
    this.output = output;
    this.timedOut = timedOut;
  }
}

/** Runs git in one directory under one environment. Every method throws GitFailure. */
export interface GitRunner {
  /** What the command printed, as UTF-8 text, untrimmed. */
  text(args: readonly string[], input?: Uint8Array): Promise<string>;
  /** What `git cat-file` printed, as bytes. */
  catFile(args: readonly string[], input: Uint8Array): Promise<Uint8Array>;
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
const STREAMS_AFTER_EXIT_MS = 5_000;

/**
 * The environment and configuration that simple-git guards against come from the operator's own shell and clone here,
 * never from a request, so its guards are opened: a credential helper or an ssh command must keep working.
 */
const OPERATORS_OWN = {
  allowUnsafeAlias: true,
  allowUnsafeAskPass: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeExec: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeInclude: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePack: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeSubmodule: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeUrlRewrite: true,
} satisfies SimpleGitOptions['unsafe'];

/** A runner on top of simple-git. Throws GitFailure at once where the directory does not exist. */
export function createGitRunner({ directory, env, silenceMs, redact }: GitRunnerOptions): GitRunner {
  const limit = pLimit(PROCESSES_AT_ONCE);

  async function run<T>(use: (git: SimpleGit) => PromiseLike<T>, input: Uint8Array | undefined): Promise<T> {
    try {
      return await limit(async () => use(bind(input)));
    } catch (error) {
      if (error instanceof GitFailure) throw error;
      throw new GitFailure(redact(errorMessage(error)), false);
    }
  }

  function bind(input: Uint8Array | undefined): SimpleGit {
    return simpleGit({
      baseDir: directory,
      maxConcurrentProcesses: PROCESSES_AT_ONCE,
      allowEnvironment: Object.keys(env),
      unsafe: OPERATORS_OWN,
      // The end of the streams, not of the process, means that all output is here. A git that had to be ended can leave
      // a child behind that keeps them open; hence the limit.
      completion: { onClose: true, onExit: STREAMS_AFTER_EXIT_MS },
      timeout: { block: silenceMs },
      input: () => (input === undefined ? undefined : Buffer.from(input)),
      errors: (error, result) => failureOf(error, result, redact),
    }).env(env);
  }

  return {
    text: async (args, input) => run((git) => git.raw([...args]), input),
    catFile: async (args, input) => {
      const output: unknown = await run((git) => git.binaryCatFile([...args]), input);
      if (!Buffer.isBuffer(output)) throw new InternalError('git cat-file printed no bytes');
      return output;
    },
  };
}

function failureOf(
  error: Buffer | Error | undefined,
  result: { readonly exitCode: number; readonly stdErr: readonly Buffer[]; readonly stdOut: readonly Buffer[] },
  redact: (text: string) => string,
): GitFailure | undefined {
  if (error === undefined && result.exitCode === 0) return undefined;
  const printed = Buffer.concat([...result.stdErr, ...result.stdOut]).toString('utf8');
  const timedOut = error instanceof GitPluginError && error.plugin === 'timeout';
  return new GitFailure(redact(printed), timedOut);
}
