import type { Account } from './github.ts';

/** Opens pull requests on GitHub. It stands apart from the reader, so that nothing that only reads can reach it. */
export interface PullRequestOpener {
  /** The person whose token this is; undefined for an App, which GitHub does not tell who it is. */
  person(): Promise<Account | undefined>;
  /**
   * Makes a branch with one commit and opens a pull request of it; no ref but that branch is touched. Throws
   * ConfigurationError where there is such a branch already, MissingRightError or UnavailableError. Then there is no
   * pull request, unless the message says that this is not known, and the branch is gone, unless it says otherwise.
   */
  open(proposal: Proposal): Promise<OpenedPullRequest>;
}

/** What a pull request is to propose. */
export interface Proposal {
  /** The commit to build on, and the branch to ask for the merge. */
  readonly base: { readonly branch: string; readonly commit: string };
  /** The new branch. */
  readonly branch: string;
  readonly files: readonly ProposedFile[];
  readonly commitMessage: string;
  readonly title: string;
  readonly body: string;
}

/** An ordinary file, as text in UTF-8. */
export interface ProposedFile {
  readonly path: string;
  readonly text: string;
}

/** A pull request that was opened. */
export interface OpenedPullRequest {
  readonly number: number;
  /** Its page, as GitHub gives it. */
  readonly url: string;
  /** Null for an account that GitHub does not show. */
  readonly author: Account | null;
}
