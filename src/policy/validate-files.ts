import { againstPolicy } from '../request/check-against-policy.ts';
import { problemOfFile } from '../request/finding.ts';
import { parseRequest } from '../request/parse-request.ts';
import type { Problem } from '../request/problem.ts';
import { checkEntry, EXECUTABLE_FILE, requestPath } from '../request/request-path.ts';
import { tooLarge } from '../request/decode.ts';
import type { Timestamp } from '../support/timestamp.ts';
import { parsePolicy, POLICY_PATH } from './parse-policy.ts';
import type { Policy } from './policy.ts';

/** A file as it was found. */
export interface SourceFile {
  /** From the repository's root, with `/`. */
  readonly path: string;
  /** As git prints it. */
  readonly mode: string;
  /** Undefined where it was not read: larger than any request may be, or no ordinary file. */
  readonly bytes: Uint8Array | undefined;
}

/** What is wrong with one file. */
export interface FileReport {
  readonly path: string;
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  /** The file's text, to show the lines in question; not part of any document. */
  readonly text: string;
}

/** What is wrong with all of them. With a policy that can't be used, it stands alone: nothing else can be judged. */
export interface ValidationReport {
  readonly policyUsable: boolean;
  readonly files: readonly FileReport[];
}

/**
 * Checks request files against their schema, their consistency and the policy. README.md files are passed over.
 * `policy` is undefined where there is none. With `now`, times in the future are refused too.
 */
export function validateFiles(
  files: readonly SourceFile[],
  policy: SourceFile | undefined,
  now?: Timestamp,
): ValidationReport {
  const read = readPolicy(policy);
  if ('problems' in read) return { policyUsable: false, files: [report(POLICY_PATH, read.problems, policy?.bytes)] };
  return {
    policyUsable: true,
    files: files
      .filter(({ path }) => requestPath(path).kind !== 'readme')
      .map((file) => report(file.path, problemsOf(file, read.policy, now), file.bytes)),
  };
}

function readPolicy(
  file: SourceFile | undefined,
): { readonly policy: Policy } | { readonly problems: readonly Problem[] } {
  if (!file) {
    return {
      problems: [
        problemOfFile('there is no policy', `Write one at ${POLICY_PATH}: it names the tenants and who approves.`),
      ],
    };
  }
  const entry = checkEntry(file.path, file.mode);
  if (entry) return { problems: [entry] };
  if (!file.bytes) return { problems: [tooLarge()] };
  const checked = parsePolicy(file.bytes);
  return checked.valid ? { policy: checked.value } : { problems: checked.problems };
}

function problemsOf({ path, mode, bytes }: SourceFile, policy: Policy, now: Timestamp | undefined): readonly Problem[] {
  const entry = checkEntry(path, mode);
  // Only an executable file still has a request's text to judge; a link has the name of its target.
  if (entry && mode !== EXECUTABLE_FILE) return [entry];
  const unread = bytes ? [] : [tooLarge()];
  const checked = bytes ? parseRequest(path, bytes, againstPolicy(policy, now)) : undefined;
  return [...(entry ? [entry] : []), ...unread, ...(checked && !checked.valid ? checked.problems : [])];
}

function report(path: string, problems: readonly Problem[], bytes: Uint8Array | undefined): FileReport {
  return { path, valid: problems.length === 0, problems, text: bytes ? new TextDecoder().decode(bytes) : '' };
}
