import { resolve } from 'node:path';
import { openLocalClone } from '../adapters/git/local-clone.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { POLICY_PATH } from '../policy/parse-policy.ts';
import { validateFiles, type SourceFile, type ValidationReport } from '../policy/validate-files.ts';
import type { LocalClone, TreeEntry } from '../ports/control-repository.ts';
import { REPORT_FORMATS, renderReport, type ReportFormat } from '../report/problems.ts';
import { MAX_BYTES } from '../request/decode.ts';
import { EXECUTABLE_FILE, REGULAR_FILE } from '../request/request-path.ts';
import { ConfigurationError } from '../support/errors.ts';
import type { Console } from './console.ts';
import type { ExitCode } from './exit-code.ts';
import { findRoot, fromRoot, readWorkTree, readWorkTreeFile } from './work-tree.ts';

/** Options of `reinstate validate`. */
export interface ValidateCommand {
  /** Files and folders, from the working folder; everything where none is named. */
  readonly paths: readonly string[];
  /** Only what HEAD changed since this commit, read from git. */
  readonly since?: string;
  readonly format: string;
  readonly json: boolean;
}

/** Checks request files against their schema, their consistency and the policy, offline. */
export async function runValidate(command: ValidateCommand, console: Console): Promise<ExitCode> {
  const format = formatOf(command);
  const root = await findRoot(console.cwd);
  const paths = command.paths.map((path) => resolve(console.cwd, path));
  const { files, policy } =
    command.since === undefined
      ? await fromWorkTree(root, paths)
      : await fromGit(await openLocalClone({ cwd: root, env: console.env }), command.since, {
          within: paths.map((path) => fromRoot(root, path)),
        });
  const report = validateFiles(files, policy, systemClock.now());
  console.out(renderReport(report, format, console.colours));
  return exitCodeOfReport(report);
}

/** A policy that can't be used is configuration (2); an invalid request is a refusal (1). */
function exitCodeOfReport({ policyUsable, files }: ValidationReport): ExitCode {
  if (!policyUsable) return 2;
  return files.every(({ valid }) => valid) ? 0 : 1;
}

function formatOf({ format, json }: ValidateCommand): ReportFormat {
  const known = REPORT_FORMATS.find((one) => one === (json ? 'json' : format));
  if (known) return known;
  throw new ConfigurationError(`there is no format ${JSON.stringify(format)}`, {
    hint: `use one of ${REPORT_FORMATS.join(', ')}`,
  });
}

interface Sources {
  readonly files: readonly SourceFile[];
  readonly policy: SourceFile | undefined;
}

async function fromWorkTree(root: string, paths: readonly string[]): Promise<Sources> {
  const files = await readWorkTree(root, paths);
  return {
    files: files.filter(({ path }) => path !== POLICY_PATH),
    policy: await readWorkTreeFile(root, POLICY_PATH),
  };
}

async function fromGit(
  clone: LocalClone,
  since: string,
  { within }: { readonly within: readonly string[] },
): Promise<Sources> {
  const changed = await clone.changedSince(since);
  const wanted = changed.filter(({ path }) => within.length === 0 || within.some((folder) => isWithin(path, folder)));
  const policy = await clone.entryAt(await clone.headCommit(), POLICY_PATH);
  return {
    files: await Promise.all(wanted.map((entry) => readObject(clone, entry))),
    policy: policy && (await readObject(clone, policy)),
  };
}

function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

async function readObject(clone: LocalClone, { path, mode, blob }: TreeEntry): Promise<SourceFile> {
  const ordinary = mode === REGULAR_FILE || mode === EXECUTABLE_FILE;
  const readable = ordinary && (await clone.blobSize(blob)) <= MAX_BYTES;
  return { path, mode, bytes: readable ? await clone.readBlob(blob) : undefined };
}
