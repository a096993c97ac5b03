import type { Timestamp } from '../support/timestamp.ts';
import type { MadeRequest } from './new-text.ts';
import { describeEntity } from './new-text.ts';
import { fittingParts, markdownCode } from './text-safety.ts';

/** What the pull request of new requests says on GitHub. */
export interface PullRequestWords {
  readonly branch: string;
  readonly commitMessage: string;
  readonly title: string;
  readonly body: string;
}

/** The issue that a request was made of, as it was then. */
export interface IssueOrigin {
  readonly number: number;
  readonly updatedAt: Timestamp;
  readonly sha256: string;
}

/** The branch that new requests are proposed on, beside the records' own (`reinstate/…`). */
export function branchFor([first, ...others]: readonly [MadeRequest, ...MadeRequest[]]): string {
  const name = first.id.slice(first.id.indexOf('/') + 1);
  return `unblock/${name}${others.length === 0 ? '' : `-and-${others.length}-more`}`;
}

/** The commit of new requests. Ids hold nothing but letters, digits, hyphens and a slash, so they need no quoting. */
export function commitMessageFor([first, ...others]: readonly [MadeRequest, ...MadeRequest[]]): string {
  if (others.length === 0) return `Request ${first.id}`;
  return [`Request ${first.id} and ${others.length} more`, '', ...[first, ...others].map(({ id }) => id)].join('\n');
}

/**
 * The words of a pull request. Titles become part of commit messages, where `#1` and `@octocat` mean something, so they
 * hold ids alone; addresses stand in the body as code.
 */
export function pullRequestFor(made: readonly [MadeRequest, ...MadeRequest[]], origin?: IssueOrigin): PullRequestWords {
  const [first, ...others] = made;
  const lines = made.map(({ path, facts }) => `- ${markdownCode(describeEntity(facts))}: ${markdownCode(path)}`);
  return {
    branch: branchFor(made),
    commitMessage: commitMessageFor(made),
    title: others.length === 0 ? `Unblock ${first.id}` : `Unblock ${first.id} and ${others.length} more`,
    body: fittingParts([aboutThese(made.length), ...lines, ...(origin ? [aboutIssue(origin)] : [])], LONGEST_BODY),
  };
}

/** As code, the number is no reference: nothing here closes the issue or shows up there. */
function aboutIssue({ number, updatedAt, sha256 }: IssueOrigin): string {
  return [
    `Made of issue ${markdownCode(`#${number}`)} as it was at ${markdownCode(updatedAt)}, for its author; the sha256 of its text is`,
    `${markdownCode(sha256)}. What is changed there now changes nothing here.`,
  ].join('\n');
}

/** GitHub takes 65,536 characters. */
const LONGEST_BODY = 60_000;

function aboutThese(count: number): string {
  const files = count === 1 ? 'the file' : 'each file';
  return [
    `Asks to unblock ${count === 1 ? 'an entity' : `${count} entities`}. What happened, and what its author attests, stands in ${files}.`,
    'Somebody else approves exactly these bytes; after the merge Reinstate checks the tenant, unblocks once, and records it.',
  ].join('\n');
}
